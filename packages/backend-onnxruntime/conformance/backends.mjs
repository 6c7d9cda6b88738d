import { everySizeDiffers } from './every-size-differs.mjs'

/** The specs' tensors are small; so that they reach ONNX Runtime, nothing is too small for it here. */
const everySize = {
  '/eager/policy': 'export const leastWork = () => 0',
  '/loops': 'export const loops = {}',
}

/** What the cpu backend computes after ONNX Runtime refused it is right, and hides that something is wrong. */
const onOnnxruntime = `
  import { registerBackend } from '@potstill/backend-onnxruntime'
  import { Refusals } from '../src/eager/refusals'
  await registerBackend()
  Refusals.prototype.add = (kernel, reason) => {
    throw new Error('ONNX Runtime refused ' + kernel + ': ' + reason)
  }
`

/**
 * How a backend is put before the specs.
 *
 * @typedef {object} Registration
 * @property {string} name as TensorFlow.js has it
 * @property {string} source for the bundle: there it meets the one copy of tfjs-core that the specs use
 * @property {Readonly<Record<string, string>>} [replaced] source of modules, by how their paths end
 * @property {Readonly<Record<string, string>>} [differs] specs that are known to fail here alone, and why
 */

/**
 * The cpu backend is always there, as it is the measure.
 *
 * @type {Readonly<Record<string, Registration>>}
 */
export const registrations = {
  cpu: { name: 'cpu', source: '' },
  onnxruntime: { name: 'onnxruntime', source: onOnnxruntime },
  'onnxruntime-every-size': {
    name: 'onnxruntime',
    source: onOnnxruntime,
    replaced: everySize,
    differs: everySizeDiffers,
  },
  wasm: {
    name: 'wasm',
    source: `
      import { createRequire } from 'node:module'
      import { dirname, sep } from 'node:path'
      import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
      import { registerWasmKernels } from '@potstill/backend'
      const module = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
      setWasmPaths(dirname(module) + sep)
      registerWasmKernels()
    `,
  },
}
