import { PotstillError } from '@potstill/spec'
import { elementCount } from './element-count'
import {
  arrayConstructor,
  elementSize,
  isSafeTensorDtype,
  safeTensorDtypes,
  type SafeTensor,
  type SafeTensorDtype,
} from './safetensors-dtype'

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, SafeTensor>>
  readonly metadata: Record<string, string>
}

interface Entry {
  readonly name: string
  readonly dtype: SafeTensorDtype
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

const lengthBytes = 8
/** The limit of the format's reference implementation. */
const longestHeader = 100_000_000

/**
 * Reads a safetensors file: named arrays, such as the weights of a PyTorch network. The arrays are copies.
 *
 * Throws a PotstillError for a file that is damaged: `formats/safetensors-length`, `-header`, `-tensor`, `-offsets`.
 *
 * @example
 * const bytes = writeSafetensors({ bias: { dtype: 'F32', shape: [2], data: new Float32Array([1, -1]) } })
 * readSafetensors(bytes).tensors['bias']?.shape // => [2]
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const headerLength = readHeaderLength(bytes)
  const { __metadata__: metadata, ...described } = parseHeader(
    bytes.subarray(lengthBytes, lengthBytes + headerLength),
  )
  const content = bytes.subarray(lengthBytes + headerLength)
  const entries = Object.entries(described).map(([name, value]) => parseEntry(name, value))
  checkCoverage(entries, content.length)
  return {
    tensors: Object.fromEntries(entries.map((entry) => [entry.name, readTensor(entry, content)])),
    metadata: parseMetadata(metadata),
  }
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < lengthBytes) {
    throw damaged('length', 'at least 8 bytes, the length of the header', `${bytes.length} bytes`)
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  const longest = Math.min(longestHeader, bytes.length - lengthBytes)
  if (length > BigInt(longest)) {
    throw damaged('length', `a header of at most ${longest} bytes`, `a header length of ${length}`)
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw damaged('header', 'a header of JSON', cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (!isRecord(header)) throw damaged('header', 'a header that is a JSON object', JSON.stringify(header))
  return header
}

function parseEntry(name: string, value: unknown): Entry {
  const tensor = `tensor '${name}'`
  if (!isRecord(value)) {
    throw damaged('tensor', `${tensor} described by an object`, JSON.stringify(value))
  }
  const { dtype, shape, data_offsets: offsets } = value
  if (!isSafeTensorDtype(dtype)) {
    throw damaged('tensor', `${tensor} with a dtype of ${safeTensorDtypes.join(', ')}`, JSON.stringify(dtype))
  }
  if (!isSizes(shape)) {
    throw damaged('tensor', `${tensor} with a shape of whole numbers`, JSON.stringify(shape))
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw damaged('offsets', `${tensor} with data_offsets [start, end]`, JSON.stringify(offsets))
  }
  const [start = 0, end = 0] = offsets
  const expected = elementCount(shape) * elementSize(dtype)
  if (end - start !== expected) {
    throw damaged(
      'offsets',
      `${expected} bytes for ${tensor}, ${dtype} [${shape.join(', ')}]`,
      `data_offsets [${start}, ${end}]`,
    )
  }
  return { name, dtype, shape, start, end }
}

/** Each byte of the content belongs to exactly one tensor. */
function checkCoverage(entries: readonly Entry[], contentLength: number): void {
  let covered = 0
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== covered) {
      const what = start < covered ? 'overlaps the one before it' : 'leaves a hole before it'
      throw damaged('offsets', `tensor '${name}' to start at byte ${covered}`, `${start}: it ${what}`)
    }
    covered = end
  }
  if (covered !== contentLength) {
    throw damaged('length', `${covered} bytes after the header`, `${contentLength}`)
  }
}

function readTensor({ dtype, shape, start, end }: Entry, content: Uint8Array): SafeTensor {
  // A copy, since the file does not promise that a tensor starts where its typed array may.
  const copy = new Uint8Array(end - start)
  copy.set(content.subarray(start, end))
  return { dtype, shape, data: new (arrayConstructor(dtype))(copy.buffer) } as SafeTensor
}

function parseMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {}
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw damaged('header', '__metadata__ that maps strings to strings', JSON.stringify(metadata))
  }
  return metadata as Record<string, string>
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}

function damaged(what: string, expected: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: `formats/safetensors-${what}`,
    component: 'safetensors',
    expected,
    received,
    fix: 'fetch or export the file again: it is damaged, incomplete, or no safetensors file',
    cause,
  })
}
