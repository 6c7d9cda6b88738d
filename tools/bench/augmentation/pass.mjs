import * as tf from '@tensorflow/tfjs-core'
import { median } from '../lib/statistics.mjs'

/** @import { Dataset } from '@potstill/spec' */
/** @import { Tensor } from '@tensorflow/tfjs-core' */

/**
 * One pass over the data, in milliseconds per batch.
 *
 * @typedef {object} Pass
 * @property {number} passed from one batch to the next, the median over the pass: a step that was disturbed counts little
 * @property {number} waited of these, until the batch was there
 * @property {number} processor time of the processor in all threads, the mean over the pass: all of it, garbage collection too
 */

/**
 * @param {Dataset} dataset
 * @param {{ batchSize: number, order: { seed: number, epoch: number } }} request
 * @param {(inputs: Tensor, labels: Tensor) => Tensor} [step] gives the loss; without one, batches are read and left
 * @returns {Promise<Pass>}
 */
export async function pass(dataset, request, step) {
  const [passed, waited] = [[], []]
  const before = process.cpuUsage()
  let asked = performance.now()
  for await (const batch of dataset.batches(request)) {
    const given = performance.now()
    if (step !== undefined) {
      const loss = step(/** @type {Tensor} */ (batch.inputs), /** @type {Tensor} */ (batch.labels))
      await loss.data()
      loss.dispose()
    }
    tf.dispose(/** @type {any} */ (batch))
    const now = performance.now()
    waited.push(given - asked)
    passed.push(now - asked)
    asked = now
  }
  const { user, system } = process.cpuUsage(before)
  return {
    passed: median(passed),
    waited: median(waited),
    processor: (user + system) / 1000 / passed.length,
  }
}
