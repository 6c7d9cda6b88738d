/**
 * How each backend is registered with TensorFlow.js, as source for the bundle: there it meets the one copy of tfjs-core
 * that the specs use. The cpu backend is always there, as it is the measure.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const registrations = {
  cpu: '',
  onnxruntime: `
    import { registerBackend } from '@potstill/backend-onnxruntime'
    await registerBackend()
  `,
  wasm: `
    import { createRequire } from 'node:module'
    import { dirname, sep } from 'node:path'
    import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
    import { registerWasmKernels } from '@potstill/backend'
    const module = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(dirname(module) + sep)
    registerWasmKernels()
  `,
}
