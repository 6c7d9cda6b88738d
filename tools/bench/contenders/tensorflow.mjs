import util from 'node:util'
import { setBackend } from '@tensorflow/tfjs-core'
import { prepare as prepareStep } from '../training/prepare.mjs'
import { imported } from './imported.mjs'

/** @import { Contender } from './contender.mjs' */

/** @type {Contender['unavailable']} */
export async function unavailable() {
  // tfjs-node 4.22 calls what Node 23 took away.
  const repaired = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (util))
  repaired['isNullOrUndefined'] ??= (/** @type {unknown} */ value) => value == null
  const { missing } = await imported('@tensorflow/tfjs-node')
  return missing ?? ((await setBackend('tensorflow')) ? undefined : 'TensorFlow did not start')
}

/** @type {Contender['prepare']} */
export const prepare = (cell) => prepareStep(cell)
