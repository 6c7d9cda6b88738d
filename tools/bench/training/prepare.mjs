import { batches } from './batches.mjs'
import { trainingStep } from './step.mjs'

/** @import { LayersModel } from '@tensorflow/tfjs-layers' */
/** @import { Mode } from '../networks/sizes.mjs' */

/** @typedef {ReturnType<typeof trainingStep>['step']} Step */

/**
 * Everything that a step needs, on whatever backend TensorFlow.js has been set to.
 *
 * @param {{ network: string, mode: Mode, batch: number }} cell
 * @param {(step: Step) => Step} [around] what compiles the step, where something does
 * @returns {Prepared}
 */
export function prepare({ network, mode, batch }, around = (step) => step) {
  const { student, teacher, step } = trainingStep(network, mode)
  const data = batches(network, batch)
  const run = around(step)
  let count = 0
  return {
    runStep() {
      const { x, labels } = /** @type {typeof data[number]} */ (data[count++ % data.length])
      const loss = run(x, labels)
      const value = Number(loss.dataSync()[0])
      loss.dispose()
      return value
    },
    models: { student, ...(teacher ? { teacher } : {}) },
  }
}

/**
 * @typedef {object} Prepared
 * @property {() => number} runStep one training step, through to the value of its loss
 * @property {Readonly<Record<string, LayersModel>>} models by role: student, and teacher where there is one
 */
