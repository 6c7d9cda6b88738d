import { sha256 } from './sha256'

/** Writes plain data with a digest of themselves beside them. Numbers that JSON lacks are written as `{ "number": "NaN" }`. */
export async function manifestText(content: unknown): Promise<Uint8Array> {
  const text = JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'number' && isUnwritten(value) ? { number: numberText(value) } : value,
  )
  const digest = await sha256(new TextEncoder().encode(text))
  return new TextEncoder().encode(`{"sha256":"${digest}","content":${text}}\n`)
}

/** Reads the same; undefined where anything is not as it was written. */
export async function readManifestText(bytes: Uint8Array): Promise<unknown> {
  const whole = new TextDecoder().decode(bytes)
  const [, digest, text] = /^\{"sha256":"([0-9a-f]{64})","content":(.*)\}\n$/s.exec(whole) ?? []
  if (text === undefined || digest !== (await sha256(new TextEncoder().encode(text)))) return undefined
  return JSON.parse(text, (_, value: unknown) => writtenNumber(value)) as unknown
}

function isUnwritten(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0)
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function writtenNumber(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('number' in value)) return value
  const { number, ...rest } = value
  const isNumber = typeof number === 'string' && ['NaN', 'Infinity', '-Infinity', '-0'].includes(number)
  return isNumber && Object.keys(rest).length === 0 ? Number(number) : value
}
