import { MaxPoolWithArgmax, type MaxPoolWithArgmaxAttrs } from '@tensorflow/tfjs-core'
import { transposed } from '../layout/view'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import { elementType, type Value } from '../value'
import { poolWindows } from './pool'

/** Numbers that count on from one another, as ONNX has places. */
function counted(length: number, step: number): BigInt64Array {
  return BigInt64Array.from({ length }, (_, index) => BigInt(index * step))
}

export const poolPlaces: LoweringTable = {
  [MaxPoolWithArgmax]: lowering<{ x: Value }, MaxPoolWithArgmaxAttrs>(({ inputs: { x }, attrs, graph }) => {
    const windows = poolWindows(MaxPoolWithArgmax, x, attrs)
    const { batch, image, outChannels: channels, out, kernel, strides, pads } = windows
    if (windows.surplus.some((length) => length > 0)) {
      throw cannotLower(MaxPoolWithArgmax, 'an image with room for more windows')
    }
    const pixels = image[0] * image[1]
    const shape = [batch, channels, ...out]
    const [maximum, place] = graph.severalResults(
      'MaxPool',
      [transposed(graph, x, [0, 3, 1, 2])],
      [
        { shape, dtype: 'float32' },
        { shape, dtype: 'int64' },
      ],
      { attributes: { kernel_shape: kernel, strides, pads } },
    ) as [Value, Value]
    // ONNX counts through [B, C, H, W], TensorFlow.js through [H, W, C] or [B, H, W, C].
    const firstPixel = graph.constant(counted(batch * channels, pixels), [batch, channels, 1, 1], 'int64')
    const pixel = graph.node('Sub', [place, firstPixel], place)
    const channelStep = graph.constant(BigInt64Array.of(BigInt(channels)), [1], 'int64')
    const channel = graph.constant(counted(channels, 1), [channels, 1, 1], 'int64')
    const within = graph.node('Add', [graph.node('Mul', [pixel, channelStep], place), channel], place)
    const example = graph.constant(counted(batch, pixels * channels), [batch, 1, 1, 1], 'int64')
    const counts = attrs.includeBatchInIndex ? graph.node('Add', [within, example], place) : within
    const whole = { shape, dtype: 'int32' } as const
    const places = graph.node('Cast', [counts], whole, { attributes: { to: elementType.int32 } })
    return [transposed(graph, maximum, [0, 2, 3, 1]), transposed(graph, places, [0, 2, 3, 1])]
  }),
}
