/** @import { Mode } from '../networks/sizes.mjs' */
/** @import { Prepared } from '../training/prepare.mjs' */

/**
 * What a module of this folder exports. It is loaded in a process of its own, which asks `unavailable` once and then
 * prepares one network in one mode.
 *
 * @typedef {object} Contender
 * @property {() => Promise<string | undefined>} unavailable starts the backend, or says why it cannot
 * @property {() => string} [version] of what computes, where that is not TensorFlow.js
 * @property {(cell: { network: string, mode: Mode, batch: number }) => Prepared | Promise<Prepared>} prepare
 */

/**
 * Every contender that runs in Node.js, in the order of the table.
 *
 * @type {Readonly<Record<string, () => Promise<Contender>>>}
 */
export const contenders = {
  cpu: () => import('./cpu.mjs'),
  'wasm-stock': () => import('./wasm-stock.mjs'),
  wasm: () => import('./wasm.mjs'),
  tensorflow: () => import('./tensorflow.mjs'),
  'onnxruntime-eager': () => import('./onnxruntime-eager.mjs'),
  'onnxruntime-compiled': () => import('./onnxruntime-compiled.mjs'),
}
