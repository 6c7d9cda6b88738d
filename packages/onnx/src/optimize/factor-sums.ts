import type { Graph } from '../graph/graph'
import { broadcastShape, reducedShape, sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { rebuild, type Visited } from './rebuild'

/**
 * Takes factors that do not change along the summed axes out of a sum: Σ a·x = a·Σ x. What is left is shorter, and often
 * equal to another sum of the same gradient (batch normalisation's offset and mean, for one), which is then shared.
 */
export function factorSums(graph: Graph): void {
  rebuild(graph, ({ node, inputs, result, madeBy }) => {
    const [x, axes] = inputs
    if (node.op !== 'ReduceSum' && node.op !== 'ReduceMean') return undefined
    if (x === undefined || axes === undefined || x.dtype !== 'float32') return undefined
    const summed = [...(graph.valuesOf(axes) ?? [])].map(Number)
    if (summed.length === 0) return undefined
    const { fixed, changing } = factors(graph, madeBy, x, summed)
    if (fixed.length === 0 || changing.length === 0 || changing.length > 2) return undefined
    const product = (values: readonly Value[]) =>
      values.reduce((a, b) =>
        graph.node('Mul', [a, b], { shape: broadcastShape(a.shape, b.shape), dtype: 'float32' }),
      )
    const rest = product(changing.toSorted(byName))
    if (sizeOf(rest.shape) !== sizeOf(x.shape)) return undefined
    const keepdims = node.attributes['keepdims'] === 1
    const total = graph.node(node.op, [rest, axes], result, { attributes: node.attributes })
    const outside = fixed.map((value) => withoutAxes(graph, value, x.shape.length, summed, keepdims))
    return outside.reduce((sum, factor) => graph.node('Mul', [sum, factor], result), total)
  })
}

interface Factors {
  /** The same along the summed axes. */
  readonly fixed: readonly Value[]
  readonly changing: readonly Value[]
}

/** The factors of a product of products. */
function factors(
  graph: Graph,
  madeBy: Visited['madeBy'],
  x: Value,
  summed: readonly number[],
  rank = x.shape.length,
): Factors {
  const node = madeBy(x)
  if (fixedAlong(x, summed, rank)) return { fixed: [x], changing: [] }
  if (node?.op !== 'Mul' || node.domain !== '') return { fixed: [], changing: [x] }
  const parts = node.inputs.map((name) => factors(graph, madeBy, graph.value(name), summed, rank))
  return { fixed: parts.flatMap(({ fixed }) => fixed), changing: parts.flatMap(({ changing }) => changing) }
}

function fixedAlong({ shape }: Value, summed: readonly number[], rank: number): boolean {
  return summed.every((axis) => (shape[axis - rank + shape.length] ?? 1) === 1)
}

/** A factor in the shape that it has beside the sum. */
function withoutAxes(
  graph: Graph,
  value: Value,
  rank: number,
  summed: readonly number[],
  keepdims: boolean,
): Value {
  if (keepdims || value.shape.length === 0) return value
  const full = [...Array<number>(rank - value.shape.length).fill(1), ...value.shape]
  const shape = reducedShape(full, summed, false)
  return graph.node('Reshape', [value, graph.int64s(shape)], { shape, dtype: value.dtype })
}

function byName(a: Value, b: Value): number {
  return a.name < b.name ? -1 : 1
}
