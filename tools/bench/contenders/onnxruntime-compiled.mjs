import { prepare as prepareStep } from '../training/prepare.mjs'
import { imported } from './imported.mjs'
import * as eager from './onnxruntime-eager.mjs'

/** @import { Contender } from './contender.mjs' */

/** @type {Contender['unavailable']} */
export async function unavailable() {
  const reason = await eager.unavailable()
  if (reason !== undefined) return reason
  const { module } = await imported('@potstill/backend-onnxruntime')
  return typeof module.compile === 'function' ? undefined : '@potstill/backend-onnxruntime has no compile yet'
}

/** @type {Contender['prepare']} */
export async function prepare(cell) {
  const { module } = await imported('@potstill/backend-onnxruntime')
  return prepareStep(cell, (step) => module.compile(step))
}

export const version = () => `ONNX Runtime ${eager.registered?.version}, ${eager.registered?.threads} threads`
