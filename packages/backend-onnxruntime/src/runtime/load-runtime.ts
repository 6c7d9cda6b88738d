import { PotstillError } from '@potstill/spec'
import { Graph, encodeModel } from '@potstill/onnx'
import type { NativeSession, Runtime } from './runtime'

/** Imports a package's file; `import()`, or a test's stand-in. */
export type ImportFile = (specifier: string) => Promise<unknown>

interface Binding {
  readonly binding?: { readonly InferenceSession?: new () => NativeSession }
  readonly initOrt?: () => void
}

const importFile: ImportFile = (specifier) => import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)

let loaded: Promise<Runtime> | undefined

/**
 * Loads ONNX Runtime and tries its synchronous session once. Throws what the import throws, and a PotstillError where
 * the session is not there or computes something else.
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
  const api = exportsOf(await importWith('onnxruntime-node')) as {
    Tensor?: Runtime['Tensor']
    env?: { versions?: { node?: string; common?: string } }
  }
  const { binding, initOrt } = exportsOf(await importWith('onnxruntime-node/dist/binding.js')) as Binding
  const { Tensor } = api
  const version = api.env?.versions?.node ?? api.env?.versions?.common ?? 'unknown'
  if (typeof Tensor !== 'function') throw differs(version, 'no Tensor')
  if (typeof binding?.InferenceSession !== 'function') throw differs(version, 'no synchronous session')
  // Versions before 1.21 need no start.
  initOrt?.()
  const runtime = { version, Session: binding.InferenceSession, Tensor }
  tryOut(runtime)
  return runtime
}

/** CommonJS packages show their exports under `default` where Node.js does not find their names. */
function exportsOf(module: unknown): Record<string, unknown> {
  const exports = module as Record<string, unknown> & { default?: Record<string, unknown> }
  return { ...exports.default, ...exports }
}

function tryOut({ version, Session, Tensor }: Runtime): void {
  const graph = new Graph()
  const x = graph.input('x', [2], 'float32')
  graph.output('y', graph.node('Add', [x, x], x))
  const model = encodeModel(graph)
  const answer = new Float32Array(2)
  try {
    const session = new Session()
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, { logSeverityLevel: 3 })
    const feeds = { x: new Tensor('float32', Float32Array.of(1, -2), [2]) }
    session.run(feeds, { y: new Tensor('float32', answer, [2]) }, {})
    session.dispose?.()
  } catch (cause) {
    throw differs(version, `its synchronous session fails: ${String(cause)}`, cause)
  }
  if (answer[0] !== 2 || answer[1] !== -4)
    throw differs(version, 'its results do not arrive in the given arrays')
}

function differs(version: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/binding',
    component: 'onnxruntime-node',
    expected: 'the synchronous session of onnxruntime-node 1.20 to 1.30',
    received: `version ${version}: ${received}`,
    fix: 'install onnxruntime-node@1.30.0, or choose the wasm backend',
    ...(cause !== undefined && { cause }),
  })
}
