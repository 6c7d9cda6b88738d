import { fillUniform, hashKey, normalStream, uniformStream, type Random, type Shape } from '@potstill/spec'
import { tensor } from '@tensorflow/tfjs-core'

/**
 * Makes the random source of one step: every draw is a function of (seed, step, name) alone.
 *
 * @param seed the run's seed
 * @param step steps taken before this one
 * @example
 * const first = keyedRandom(1, 0).uniform('mask', [2])
 * const again = keyedRandom(1, 0).uniform('mask', [2])
 * sum(abs(sub(first, again))) // => 0
 */
export function keyedRandom(seed: number, step: number, prefix = ''): Random {
  const key = (name: string) => hashKey(seed, step, prefix + name)
  return {
    uniform: (name, shape, min = 0, max = 1) =>
      tensor(fillUniform(new Float32Array(sizeOf(shape)), key(name), min, max), [...shape]),
    normal: (name, shape, mean = 0, standardDeviation = 1) => {
      const next = normalStream(key(name))
      return tensor(
        fill(new Float32Array(sizeOf(shape)), () => mean + standardDeviation * next()),
        [...shape],
      )
    },
    integers: (name, shape, below) => {
      const next = uniformStream(key(name))
      const values = fill(new Int32Array(sizeOf(shape)), () => Math.floor(below * next()))
      return tensor(values, [...shape], 'int32')
    },
    child: (name) => keyedRandom(seed, step, `${prefix}${name}/`),
  }
}

function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1)
}

function fill<Values extends Float32Array | Int32Array>(values: Values, next: () => number): Values {
  for (let index = 0; index < values.length; index++) values[index] = next()
  return values
}
