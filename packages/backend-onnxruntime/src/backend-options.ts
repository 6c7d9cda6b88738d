import { PotstillError } from '@potstill/spec'
import type { SessionOptions } from './runtime/runtime'

const executionProviders = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const

/** What computes compiled functions: `cpu`, or what ONNX Runtime has for a device. */
export type ExecutionProvider = (typeof executionProviders)[number]

export interface BackendOptions {
  /** Threads of a compiled function. Default: one per processor. Large single operations take up to four. */
  readonly threads: number
  /** Of compiled functions. Default: `cpu`. */
  readonly executionProvider: ExecutionProvider
  /** Most sessions for single operations that are kept. Default: 512. */
  readonly sessions: number
  /** Most compiled variants of one function that are kept. Default: 8. */
  readonly variants: number
  /** Most bytes that are held for results to come. Default: 1 GiB. */
  readonly bufferBytes: number
  /** Passed to ONNX Runtime as they are, for compiled functions. */
  readonly sessionOptions: SessionOptions
}

const gibibyte = 2 ** 30

/** Options with their defaults. Throws a PotstillError for values that are none. */
export function completeOptions(options: Partial<BackendOptions>): BackendOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const complete: BackendOptions = {
    threads: processors(),
    executionProvider: 'cpu',
    sessions: 512,
    variants: 8,
    bufferBytes: gibibyte,
    sessionOptions: {},
    ...given,
  }
  for (const name of ['threads', 'sessions', 'variants'] as const) {
    if (!Number.isInteger(complete[name]) || complete[name] < 1)
      throw refuse(complete, name, 'a whole number from 1')
  }
  if (!(complete.bufferBytes >= 0)) throw refuse(complete, 'bufferBytes', 'a number from 0')
  if (!executionProviders.includes(complete.executionProvider)) {
    throw refuse(complete, 'executionProvider', `one of ${executionProviders.join(', ')}`)
  }
  return complete
}

/** Found at run time, so that no bundle carries `node:os`. */
function processors(): number {
  const { process } = globalThis as { readonly process?: NodeJS.Process }
  return process?.getBuiltinModule('node:os').availableParallelism() ?? 1
}

function refuse(options: BackendOptions, name: keyof BackendOptions, expected: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/options',
    component: 'registerBackend',
    expected: `${expected} as ${name}`,
    received: String(options[name]),
    fix: `leave ${name} out for the default`,
  })
}
