import { float32, signed, unsigned, type Bytes } from './module-bytes'

/**
 * Instructions of WebAssembly, as functions that put their operands' instructions first.
 *
 * Source: WebAssembly Core Specification 2.0, section 5.4, https://www.w3.org/TR/wasm-core-2/
 */

export const get = (local: number): Bytes => [0x20, ...unsigned(local)]

export const set = (local: number, value: Bytes): Bytes => [...value, 0x21, ...unsigned(local)]

export const integer = (value: number): Bytes => [0x41, ...signed(value)]

export const add = (a: Bytes, b: Bytes): Bytes => [...a, ...b, 0x6a]

export const subtract = (a: Bytes, b: Bytes): Bytes => [...a, ...b, 0x6b]

export const multiply = (a: Bytes, b: Bytes): Bytes => [...a, ...b, 0x6c]

const lessUnsigned = (a: Bytes, b: Bytes): Bytes => [...a, ...b, 0x49]

/** Runs the body, then again as long as `a` is less than `b`. */
export function repeatWhileLess(a: Bytes, b: Bytes, body: Bytes): Bytes {
  const repeatIf = [0x0d, ...unsigned(0)]
  return [0x03, 0x40, ...body, ...lessUnsigned(a, b), ...repeatIf, end]
}

export const end = 0x0b

const vectorCodes = {
  splat: 0x13,
  equal: 0x41,
  and: 0x4e,
  andNot: 0x4f,
  or: 0x50,
  abs: 0xe0,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  max: 0xe9,
  /** The second where it is greater; so a NaN is passed over. */
  greaterOf: 0xeb,
} as const

/** What can be done to four float32 numbers, or to the truths that comparisons give. */
export type VectorOperation = keyof typeof vectorCodes

const vectorPrefix = 0xfd
const alignment = 2

export const vectorBytes = 16

export const vector = (operation: VectorOperation, ...operands: readonly Bytes[]): Bytes => [
  ...operands.flat(),
  vectorPrefix,
  ...unsigned(vectorCodes[operation]),
]

/** The same number four times. */
export const four = (value: number): Bytes => vector('splat', [0x43, ...float32(value)])

export const load = (address: Bytes, offset = 0): Bytes => [
  ...address,
  vectorPrefix,
  0x00,
  alignment,
  ...unsigned(offset),
]

export const store = (address: Bytes, value: Bytes, offset = 0): Bytes => [
  ...address,
  ...value,
  vectorPrefix,
  0x0b,
  alignment,
  ...unsigned(offset),
]
