import { div, Mean, reshape, Sum, tile, util, type SumAttrs, type Tensor } from '@tensorflow/tfjs-core'
import type { GradientOverride } from './gradient-override'

/** A reduction whose gradient is the same for every element that a result was made of. */
function reduction(kernel: string, ofOne: (dy: Tensor, count: number) => Tensor): GradientOverride {
  return {
    kernel,
    gradient(dy, [x], attrs) {
      if (x === undefined || x.rank === 0 || dy.dtype !== 'float32') return undefined
      const axes = util.parseAxisParam((attrs as unknown as SumAttrs).axis, x.shape)
      const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      const times = x.shape.map((length, axis) => (axes.includes(axis) ? length : 1))
      const count = times.reduce((product, length) => product * length, 1)
      return { x: () => tile(reshape(ofOne(dy, count), kept), times) }
    },
  }
}

/** TensorFlow.js multiplies by ones of the whole shape, and divides what came of it. */
export const sumOf = reduction(Sum, (dy) => dy)

export const meanOf = reduction(Mean, (dy, count) => div(dy, count))
