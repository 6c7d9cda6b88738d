import { setBackend } from '@tensorflow/tfjs-core'
import { prepare as prepareStep } from '../training/prepare.mjs'
import { imported } from './imported.mjs'

/** @import { Contender } from './contender.mjs' */

/** @type {{ version: string, threads: number } | undefined} */
export let registered

/** @type {Contender['unavailable']} */
export async function unavailable() {
  const { module, missing } = await imported('@potstill/backend-onnxruntime')
  if (missing !== undefined) return missing
  registered = await module.registerBackend()
  return (await setBackend('onnxruntime')) ? undefined : 'the onnxruntime backend did not start'
}

/** @type {Contender['prepare']} */
export const prepare = (cell) => prepareStep(cell)

export const version = () => `ONNX Runtime ${registered?.version}, operation by operation`
