import { expect } from 'vitest'
import { callbacks, compileExample } from './compile-example'
import { plain, rounded } from './matches'

export type Scope = Readonly<Record<string, unknown>>

/** A program's imports resolve from here, as they would in a user's project. */
function load(specifier: string): Promise<unknown> {
  // The union package is 300 MB of the same parts.
  return specifier === '@tensorflow/tfjs' ? tensorflowUnion() : import(/* @vite-ignore */ specifier)
}

async function tensorflowUnion() {
  const [core, layers] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
  ])
  return { ...core, ...layers }
}

/** Runs an example; where it says what it gives, that has to be so. Scopes that come first win. */
export async function runExample(code: string, scopes: readonly Scope[]): Promise<void> {
  const { body, names } = compileExample(code)
  const scope: Record<string, unknown> = { console: quietConsole }
  for (const name of names) {
    const from = scopes.find((candidate) => name in candidate)
    if (from !== undefined) scope[name] = from[name]
  }
  scope[callbacks.import] = load
  scope[callbacks.expect] = expectValue
  scope[callbacks.throws] = expectThrown
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>
  await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope))
}

function expectValue(actual: unknown, expected: unknown) {
  const [got, wanted] = [plain(actual), plain(expected)]
  expect(rounded(got, wanted)).toEqual(wanted)
}

async function expectThrown(run: () => Promise<unknown>, pattern: RegExp) {
  await expect(run()).rejects.toThrow(pattern)
}

const quietConsole = { ...console, log() {}, info() {}, table() {} }
