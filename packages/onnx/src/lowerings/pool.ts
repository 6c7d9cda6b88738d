import { AvgPool, backend_util, MaxPool, type AvgPoolAttrs, type MaxPoolAttrs } from '@tensorflow/tfjs-core'
import { composite } from '../composite/composite'
import type { Graph } from '../graph/graph'
import { sameShape } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { windowAttributes, windowsOf, withoutSurplus, type Windows } from './conv-geometry'

type Shape4D = [number, number, number, number]

/** Windows of a pool over x `[B, H, W, C]`; throws where it has no ONNX form. */
export function poolWindows(kernel: string, x: Value, attrs: MaxPoolAttrs): Windows {
  if (x.dtype !== 'float32') throw cannotLower(kernel, `${x.dtype} numbers`)
  const { filterSize, strides, pad, dimRoundingMode } = attrs
  const windows = windowsOf(
    kernel,
    backend_util.computePool2DInfo(x.shape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode),
  )
  const [top, left, bottom, right] = windows.pads
  if (Math.max(top, bottom) >= windows.kernel[0] || Math.max(left, right) >= windows.kernel[1]) {
    throw cannotLower(kernel, 'windows that lie in the padding')
  }
  return windows
}

/** Whether a pool changes nothing. */
function isIdentity({ kernel, image, out }: Windows): boolean {
  return sameShape([1, 1, ...image], [...kernel, ...out])
}

function pool(graph: Graph, op: 'MaxPool' | 'AveragePool', x: Value, windows: Windows): Value {
  const seen = withoutSurplus(graph, x, windows)
  if (isIdentity(windows)) return graph.node('Identity', [seen], seen)
  const { batch, outChannels, out } = windows
  const result = { shape: [batch, ...out, outChannels], dtype: x.dtype }
  return composite(graph, op, [seen], result, windowAttributes(windows))
}

export const pools: LoweringTable = {
  [MaxPool]: lowering<{ x: Value }, MaxPoolAttrs>(({ inputs: { x }, attrs, graph }) =>
    pool(graph, 'MaxPool', x, poolWindows(MaxPool, x, attrs)),
  ),
  // As in ONNX's default, padding does not count.
  [AvgPool]: lowering<{ x: Value }, AvgPoolAttrs>(({ inputs: { x }, attrs, graph }) =>
    pool(graph, 'AveragePool', x, poolWindows(AvgPool, x, attrs)),
  ),
}
