import '@tensorflow/tfjs-backend-wasm'
import { setBackend } from '@tensorflow/tfjs-core'
import { prepare as prepareStep } from '../training/prepare.mjs'

/** @import { Contender } from './contender.mjs' */

/** @type {Contender['unavailable']} */
export async function unavailable() {
  return (await setBackend('wasm')) ? undefined : 'the wasm backend did not start'
}

/** @type {Contender['prepare']} */
export const prepare = (cell) => prepareStep(cell)
