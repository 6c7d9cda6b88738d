import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/**
 * Gives the order of an epoch's examples: a permutation of `0 … size - 1`, the same for the same key on every machine.
 * A Fisher-Yates shuffle on xoroshiro128+, seeded with a hash of seed and epoch.
 *
 * @example
 * const order = batchOrder(5, { seed: 1, epoch: 0 })
 * Array.from(order).sort() // => [0, 1, 2, 3, 4]
 */
export function batchOrder(
  size: number,
  key: { readonly seed: number; readonly epoch: number },
): Int32Array<ArrayBuffer> {
  const random = xoroshiro128plus(hash(key.seed, key.epoch))
  const order = sequentialOrder(size)
  for (let last = size - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last)
    const moved = order[last] as number
    order[last] = order[other] as number
    order[other] = moved
  }
  return order
}

/** `0 … size - 1`. */
export function sequentialOrder(size: number): Int32Array<ArrayBuffer> {
  return new Int32Array(size).map((_, position) => position)
}

/** 32 bits in which each bit of every number counts, so that neighbouring seeds and epochs share nothing. */
function hash(...numbers: readonly number[]): number {
  let state = 0
  for (const number of numbers) {
    for (const word of new Int32Array(Float64Array.of(number).buffer)) state = mix(state ^ word)
  }
  return state
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain), with a constant added so that 0 moves too. */
function mix(word: number): number {
  let mixed = (word + 0x9e3779b9) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
