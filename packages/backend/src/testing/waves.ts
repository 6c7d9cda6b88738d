import { tensor, util, type Tensor } from '@tensorflow/tfjs-core'

/** Values around `middle` that differ from place to place, the same on every backend. */
export function waves(shape: readonly number[], frequency: number, middle = 0, height = 1): Tensor {
  const values = { length: util.sizeFromShape([...shape]) }
  return tensor(
    Float32Array.from(values, (_, i) => middle + height * Math.sin(1 + frequency * i)),
    [...shape],
  )
}
