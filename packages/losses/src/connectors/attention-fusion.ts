import { add, concat, mul, sigmoid, slice, type Tensor } from '@tensorflow/tfjs-core'
import type { Memory, NamedTensors, Random } from '@potstill/spec'
import { batchNorm } from './batch-norm'
import { inside, inTurn, merged, prefixed, under, type ConnectorContext } from './connector'
import { convolution } from './convolution'
import { linear } from './linear'
import { nearestResize } from './nearest-resize'

export interface FusionShape {
  /** Channels of the student's maps. */
  readonly from: number
  /** Channels in between, the same for all that are fused. */
  readonly middle: number
  /** The teacher's maps, of one example. */
  readonly teacher: readonly [height: number, width: number, channels: number]
  /** Whether there is something deeper to fuse with. */
  readonly fuses: boolean
}

export interface Fused {
  /** In the teacher's shape, `[B, H, W, C]`. */
  readonly features: Tensor
  /** `[B, H, W, middle]`: what the next shallower layer fuses with. */
  readonly residual: Tensor
  readonly state: NamedTensors
}

// He's bound for what has no non-linearity of its own, which ReviewKD's program chooses.
const gain = Math.sqrt(3)

/**
 * ReviewKD's attention-based fusion of a layer with the deeper ones: both, in `middle` channels and at the layer's size, are weighed place
 * by place with two attention maps and added; a 3×3 convolution makes the teacher's channels of that. Chen et al. 2021, arXiv:2104.09044,
 * figure 3 (a).
 */
export function attentionFusion({ from, middle, teacher: [height, width, to], fuses }: FusionShape) {
  const narrow = inTurn({ convolution: linear(from, middle, { bias: false, gain }), norm: batchNorm(middle) })
  const widen = inTurn({
    convolution: convolution(middle, to, { padding: 1, bias: false, gain }),
    norm: batchNorm(to),
  })
  const attention = linear(2 * middle, 2)
  return {
    init: (random: Random): Memory =>
      merged([
        under('narrow', narrow.init(random.child('narrow'))),
        under('widen', widen.init(random.child('widen'))),
        ...(fuses ? [under('attention', attention.init(random.child('attention')))] : []),
      ]),
    apply: (maps: Tensor, deeper: Tensor | undefined, context: ConnectorContext): Fused => {
      const own = narrow.apply(maps, inside('narrow', context))
      const weigh = (both: Tensor) => sigmoid(attention.apply(both, inside('attention', context)).features)
      const fused = deeper === undefined ? own.features : fuse(own.features, deeper, weigh)
      const residual = nearestResize(fused, height, width)
      const wide = widen.apply(residual, inside('widen', context))
      const state = { ...prefixed('narrow', own.state), ...prefixed('widen', wide.state) }
      return { features: wide.features, residual, state }
    },
  }
}

function fuse(own: Tensor, deeper: Tensor, weigh: (both: Tensor) => Tensor): Tensor {
  const [batch = 0, height = 0, width = 0] = own.shape
  const other = nearestResize(deeper, height, width)
  const weights = weigh(concat([own, other], -1))
  const map = (index: number) => slice(weights, [0, 0, 0, index], [batch, height, width, 1])
  return add(mul(own, map(0)), mul(other, map(1)))
}
