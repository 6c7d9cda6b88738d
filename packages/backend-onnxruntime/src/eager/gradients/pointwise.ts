import { engine, Relu, Square, util, type Tensor } from '@tensorflow/tfjs-core'
import { binary } from '../../loops/elementwise'
import type { LoopTable } from '../../loops/loop'
import type { Lanes } from '../../loops/vector/lanes'
import type { GradientOverride } from './gradient-override'

/** A kernel of this backend alone, of a gradient dy and the input x, which have one shape. */
function pointwise(kernel: string, body: (dy: Lanes, x: Lanes) => Lanes) {
  const name = `Potstill${kernel}Gradient`
  const override: GradientOverride = {
    kernel,
    differentiable: false,
    gradient(dy, [x]) {
      const covered = x !== undefined && x.dtype === 'float32' && util.arraysEqual(dy.shape, x.shape)
      return covered ? { x: () => engine().runKernel(name, { dy, x }) as Tensor } : undefined
    },
  }
  return { override, loop: { [name]: binary(body, 'dy', 'x') } satisfies LoopTable }
}

/** dy·step(x): NaN stays NaN. */
export const relu = pointwise(Relu, (dy, x) => dy.times(x.above(0).choose(1, x.atLeast(x).choose(0, x))))

export const square = pointwise(Square, (dy, x) => dy.times(x.times(2)))

/** The kernels that these gradients are. */
export const gradientLoops: LoopTable = { ...relu.loop, ...square.loop }
