import { PotstillError } from '@potstill/spec'
import type { NativeSession, Runtime } from './runtime'
import { tryRuntime } from './try-runtime'

/** Imports a package's file; `import()`, or a test's stand-in. */
export type ImportFile = (specifier: string) => Promise<unknown>

interface Api {
  readonly Tensor?: Runtime['Tensor']
  readonly env?: { readonly versions?: { readonly node?: string; readonly common?: string } }
}

interface Binding {
  readonly binding?: { readonly InferenceSession?: new () => NativeSession }
  readonly initOrt?: () => void
}

const importFile: ImportFile = (specifier) => import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)

let loaded: Promise<Runtime> | undefined

/**
 * Loads ONNX Runtime and tries its synchronous session once. Throws what the import of `onnxruntime-node` throws, and a
 * PotstillError where the session is not there or computes something else.
 */
export async function loadRuntime(importWith: ImportFile = importFile): Promise<Runtime> {
  if (importWith !== importFile) return load(importWith)
  loaded ??= load(importFile).catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function load(importWith: ImportFile): Promise<Runtime> {
  const { Tensor, env } = exportsOf<Api>(await importWith('onnxruntime-node'))
  const version = env?.versions?.node ?? env?.versions?.common ?? 'unknown'
  const { binding, initOrt } = await importBinding(importWith, version)
  if (typeof Tensor !== 'function') throw differs(version, 'it has no Tensor')
  if (typeof binding?.InferenceSession !== 'function') throw differs(version, 'it has none')
  const runtime = { version, stops: false, Session: binding.InferenceSession, Tensor }
  try {
    // Versions before 1.22 need no start.
    initOrt?.()
    if (!tryRuntime(runtime)) throw new Error('its results do not arrive in the given arrays')
  } catch (cause) {
    throw differs(version, `it fails: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
  return { ...runtime, stops: canStop(runtime) }
}

/** Whether results that are not copied arrive all the same. */
function canStop(runtime: Runtime): boolean {
  try {
    return tryRuntime({ ...runtime, stops: true })
  } catch {
    return false
  }
}

/** No part of the package's public interface, so it may be elsewhere in a version to come. */
async function importBinding(importWith: ImportFile, version: string): Promise<Binding> {
  try {
    return exportsOf<Binding>(await importWith('onnxruntime-node/dist/binding.js'))
  } catch (cause) {
    throw differs(version, 'its file dist/binding.js is not to be had', cause)
  }
}

/** CommonJS packages show their exports under `default` where Node.js does not find their names. */
function exportsOf<Exports>(module: unknown): Exports {
  const exports = module as Exports & { readonly default?: Exports }
  return { ...exports.default, ...exports }
}

function differs(version: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/binding',
    component: 'onnxruntime-node',
    expected: 'the synchronous session of onnxruntime-node 1.20 to 1.30',
    received: `version ${version}: ${received}`,
    fix: 'npm install onnxruntime-node@1.30.0 --ignore-scripts, or choose the wasm backend',
    ...(cause !== undefined && { cause }),
  })
}
