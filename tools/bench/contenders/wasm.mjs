import { imported } from './imported.mjs'
import * as stock from './wasm-stock.mjs'

/** @import { Contender } from './contender.mjs' */

/** @type {Contender['unavailable']} */
export async function unavailable() {
  const { module, missing } = await imported('@potstill/backend')
  if (missing !== undefined) return missing
  module.registerWasmKernels()
  return stock.unavailable()
}

export const { prepare } = stock
