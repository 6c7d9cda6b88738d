import {
  backend_util,
  Concat,
  MirrorPad,
  Pack,
  PadV2,
  type ConcatAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type PadV2Attrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes } from '../graph/shapes'
import { cannotLower, listed, lowering, type LoweringInputs, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { acceptsAlike } from './accepts'
import { unsqueezed } from './rearranged'

type Paddings = readonly (readonly [number, number])[]

/** Kernels that put tensors together, or something around them. */
export const joins: LoweringTable = {
  [Concat]: lowering<LoweringInputs, ConcatAttrs>(({ inputs, attrs, graph }) =>
    joined(graph, Concat, listed(inputs), attrs.axis),
  ),
  [Pack]: lowering<LoweringInputs, PackAttrs>(({ inputs, attrs, graph }) => {
    const values = listed(inputs)
    const [axis = 0] = normalAxes(attrs.axis, (values[0]?.shape.length ?? 0) + 1)
    const expanded = values.map((value) => unsqueezed(graph, value, [axis]))
    return joined(graph, Pack, expanded, axis)
  }),
  [PadV2]: lowering<{ x: Value }, PadV2Attrs>(({ inputs: { x }, attrs, graph }) =>
    padded(graph, x, attrs.paddings, 'constant', attrs.constantValue),
  ),
  [MirrorPad]: lowering<{ x: Value }, MirrorPadAttrs>(
    ({ inputs: { x }, attrs: { paddings, mode }, graph }) =>
      mode === 'reflect' ? padded(graph, x, paddings, 'reflect') : mirrored(graph, x, paddings),
  ),
}

function joined(graph: Graph, kernel: string, values: readonly Value[], along: number): Value {
  const [first] = values
  if (first === undefined) throw cannotLower(kernel, 'no tensors')
  acceptsAlike(kernel, ['float32', 'int32', 'bool'], ...values)
  if (values.length === 1) return first
  const [axis = 0] = normalAxes(along, first.shape.length)
  backend_util.assertParamsConsistent(
    values.map(({ shape }) => [...shape]),
    axis,
  )
  const length = values.reduce((sum, { shape }) => sum + (shape[axis] as number), 0)
  const shape = first.shape.map((size, at) => (at === axis ? length : size))
  return graph.node('Concat', values, { shape, dtype: first.dtype }, { attributes: { axis } })
}

function paddedShape(x: Value, paddings: Paddings): number[] {
  return x.shape.map((length, axis) => {
    const [before, after] = paddings[axis] as [number, number]
    return before + length + after
  })
}

function padded(graph: Graph, x: Value, paddings: Paddings, mode: string, number?: number): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x
  const pads = graph.int64s([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)])
  const around = number === undefined ? [] : [graph.scalar(number, x.dtype as 'float32')]
  const result = { shape: paddedShape(x, paddings), dtype: x.dtype }
  return graph.node('Pad', [x, pads, ...around], result, { attributes: { mode } })
}

/** Mirrors with the element at the edge, which ONNX does not: takes each element by its number. */
function mirrored(graph: Graph, x: Value, paddings: Paddings): Value {
  return paddings.reduce((value, [before, after], axis) => {
    if (before === 0 && after === 0) return value
    const length = value.shape[axis] as number
    const places = Array.from({ length: before + length + after }, (_, index) => {
      const place = index - before
      return place < 0 ? -1 - place : place >= length ? 2 * length - 1 - place : place
    })
    const shape = value.shape.map((size, at) => (at === axis ? places.length : size))
    return graph.node(
      'Gather',
      [value, graph.int64s(places)],
      { shape, dtype: x.dtype },
      { attributes: { axis } },
    )
  }, x)
}
