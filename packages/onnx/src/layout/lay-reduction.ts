import type { GraphNode } from '../graph/graph'
import { reducedShape } from '../graph/shapes'
import { pixelView, type LaidOut } from './forms'

const reductions = new Set([
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSum',
  'ReduceSumSquare',
])

/** Where the axes of `[B, H, W, C]` are in another form, and what a sum over all of both sides is in the blocked one. */
const firstAxes = [0, 2, 3, 1]
const pixelAxes = [0, 2, 2, 3]

/**
 * Lays out a reduction of an image in the form that the image is in; false where it is to stay as it was. What is left has
 * to be in the same order in every form.
 */
export function layReduction(laid: LaidOut, node: GraphNode): boolean {
  const { graph } = laid
  const [x, axesName] = node.inputs
  const [output] = node.outputs
  if (!reductions.has(node.op) || x === undefined || output === undefined || axesName === undefined)
    return false
  const image = graph.value(x)
  const listed = axesName === '' ? undefined : graph.constants.get(axesName)?.values
  if (image.shape.length !== 4 || listed === undefined || laid.formOf(x) === 'last') return false
  const axes = Array.from(listed as BigInt64Array, Number)
  const over = new Set(axes.map((axis) => (axis < 0 ? axis + 4 : axis)))
  const kept = [0, 1, 2, 3].filter((axis) => !over.has(axis))
  if (kept.includes(3) && (kept.includes(1) || kept.includes(2))) return false
  const blocked = laid.formOf(x) === 'blocked'
  if (blocked && !(over.has(1) && over.has(2))) return false
  const given = laid.get(x, blocked ? 'blocked' : 'first')
  const seen = blocked ? pixelView(graph, given, laid.block as number) : given
  // All axes of a blocked image: the block is one, too.
  const places = blocked ? pixelAxes : firstAxes
  const reduced = new Set([...over].map((axis) => places[axis] as number))
  if (blocked && over.has(3)) reduced.add(1)
  const result = graph.value(output)
  const sums = graph.node(
    node.op,
    [seen, graph.int64s([...reduced].toSorted((a, b) => a - b))],
    { shape: reducedShape(seen.shape, [...reduced], false), dtype: result.dtype },
    { attributes: { ...node.attributes, keepdims: 0 } },
  )
  laid.set(output, 'last', graph.node('Reshape', [sums, graph.int64s(result.shape)], result))
  return true
}
