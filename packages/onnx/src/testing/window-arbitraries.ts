import { backend_util } from '@tensorflow/tfjs-core'
import fc from 'fast-check'

type Shape4D = [number, number, number, number]
type Pair = [number, number]

/** How windows lie over an image: the attributes that convolutions and pools have in common. */
export interface WindowAttrs {
  readonly strides: Pair
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Windows over an image of some size. */
export interface WindowCase {
  readonly inShape: Shape4D
  readonly filter: Pair
  readonly dilations: Pair
  readonly attrs: WindowAttrs
}

const pair = (max: number, min = 1): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))

const padding: fc.Arbitrary<Omit<WindowAttrs, 'strides'>> = fc.oneof(
  fc.constantFrom<Omit<WindowAttrs, 'strides'>>({ pad: 'same' }, { pad: 'valid' }),
  fc
    .tuple(fc.nat({ max: 2 }), fc.constantFrom<'floor' | 'round' | 'ceil'>('floor', 'round', 'ceil'))
    .map(([pad, dimRoundingMode]) => ({ pad, dimRoundingMode })),
  fc.tuple(pair(2, 0), pair(2, 0)).map(([rows, columns]) => ({
    pad: [[0, 0], rows, columns, [0, 0]] as backend_util.ExplicitPadding,
    dimRoundingMode: 'floor' as const,
  })),
)

/** Windows that fit at least once; `dilations` are 1 unless the kernel knows others. */
export function windowCase({ dilated = false } = {}): fc.Arbitrary<WindowCase> {
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      size: pair(7),
      channels: fc.integer({ min: 1, max: 3 }),
      filter: pair(3),
      strides: pair(3),
      dilations: dilated ? pair(2) : fc.constant<Pair>([1, 1]),
      padding,
    })
    .map(({ batch, size, channels, filter, strides, dilations, padding }): WindowCase => {
      // TensorFlow.js knows strides or dilations, not both.
      const both = dilations.some((dilation) => dilation > 1)
      return {
        inShape: [batch, ...size, channels],
        filter,
        dilations,
        attrs: { strides: both ? [1, 1] : strides, ...padding },
      }
    })
    .filter((given) => poolInfo(given).outShape.every((length) => length >= 1) && seesImage(poolInfo(given)))
}

/** Whether the last window sees some of the image. */
function seesImage(info: backend_util.Conv2DInfo): boolean {
  return (
    (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight > info.padInfo.top &&
    (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth > info.padInfo.left
  )
}

/** What TensorFlow.js computes for pools over such windows. */
export function poolInfo({ inShape, filter, dilations, attrs }: WindowCase): backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode } = attrs
  return backend_util.computePool2DInfo(inShape, filter, strides, dilations, pad, dimRoundingMode)
}
