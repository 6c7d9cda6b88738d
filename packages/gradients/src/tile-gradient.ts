import {
  reshape,
  sum,
  Tile,
  type GradConfig,
  type NamedAttrMap,
  type Tensor,
  type TileAttrs,
} from '@tensorflow/tfjs-core'

/**
 * The gradient of `tile`: what every copy was given, summed, in one operation. TensorFlow.js 4.22 adds up one slice for
 * each copy, 8,192 of them for the moments of a layer normalisation over `[128, 64, 128]`, and stops at four dimensions.
 */
export const tileGradient: GradConfig = {
  kernelName: Tile,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({ x: () => sumOfCopies(dy as Tensor, x as Tensor, attrs) }),
}

function sumOfCopies(dy: Tensor, { shape }: Tensor, attrs: NamedAttrMap): Tensor {
  const { reps } = attrs as unknown as TileAttrs
  const split: number[] = []
  const copies: number[] = []
  shape.forEach((length, axis) => {
    const times = reps[axis] ?? 1
    if (times !== 1) copies.push(split.push(times) - 1)
    if (times === 1 || length !== 1) split.push(length)
  })
  return reshape(sum(reshape(dy, split), copies), shape)
}
