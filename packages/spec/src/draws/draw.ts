import { mixBits } from './mix-bits'

/** 24 bits: what a float32 in `[0, 1)` holds exactly. */
const unit = 2 ** -24

/** Makes the increment of a stream another function of the seed than its start. */
const incrementSalt = 0x9e3779b9

/**
 * The odd number by which a stream's state grows. The i-th draw of a stream is `mixBits(seed + i · increment)` (Steele,
 * Lea & Flood 2014, "Fast splittable pseudorandom number generators", in 32 bits): each seed has an increment of its
 * own, so that no stream is a stretch of another, and a draw needs no other draw before it.
 */
function incrementOf(seed: number): number {
  return mixBits(seed ^ incrementSalt) | 1
}

/** Fills an array with numbers uniform in `[min, max)`. */
export function fillUniform(values: Float32Array, seed: number, min: number, max: number): Float32Array {
  const increment = incrementOf(seed)
  const scale = (max - min) * unit
  let state = seed | 0
  for (let index = 0; index < values.length; index++) {
    state = (state + increment) | 0
    values[index] = min + scale * (mixBits(state) >>> 8)
  }
  return values
}

/**
 * A stream of numbers uniform in `[0, 1)`: the same that `fillUniform` gives for this seed.
 *
 * @example
 * const [one, other] = [uniformStream(hashKey(7, 'crop')), uniformStream(hashKey(7, 'crop'))]
 * one() === other() // => true
 */
export function uniformStream(seed: number): () => number {
  const increment = incrementOf(seed)
  let state = seed | 0
  return () => {
    state = (state + increment) | 0
    return (mixBits(state) >>> 8) * unit
  }
}

/** A stream of standard normal numbers (Box & Muller 1958). */
export function normalStream(seed: number): () => number {
  const uniform = uniformStream(seed)
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
