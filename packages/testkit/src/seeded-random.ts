import { fillUniform, hashKey, normalStream, type Random, type Shape } from '@potstill/spec'
import { tensor, type Tensor } from '@tensorflow/tfjs-core'

/** A source of random tensors that a seed repeats, as a run hands one to its components. */
export function seededRandom(seed: number, prefix = ''): Random {
  const key = (name: string) => hashKey(seed, 0, prefix + name)
  const uniform = (name: string, shape: Shape, min = 0, max = 1): Tensor =>
    tensor(fillUniform(new Float32Array(sizeOf(shape)), key(name), min, max), [...shape])
  return {
    uniform,
    normal: (name, shape, mean = 0, standardDeviation = 1) => {
      const next = normalStream(key(name))
      const values = Float32Array.from({ length: sizeOf(shape) }, () => mean + standardDeviation * next())
      return tensor(values, [...shape])
    },
    integers: (name, shape, below) => {
      const values = fillUniform(new Float32Array(sizeOf(shape)), key(name), 0, 1)
      return tensor(
        Int32Array.from(values, (value) => Math.min(below - 1, Math.floor(value * below))),
        [...shape],
        'int32',
      )
    },
    child: (name) => seededRandom(seed, `${prefix}${name}/`),
  }
}

function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1)
}
