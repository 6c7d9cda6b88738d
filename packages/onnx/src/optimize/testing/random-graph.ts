import fc from 'fast-check'
import { Graph } from '../../graph/graph'
import { broadcastShape, reducedShape, sizeOf } from '../../graph/shapes'
import type { Value } from '../../value'

/** One operation of a random program; operands are chosen among the values so far, by their distance from the last. */
export interface RandomOperation {
  readonly kind: 'binary' | 'unary' | 'sum' | 'scale' | 'repeat' | 'ones'
  readonly op: number
  readonly first: number
  readonly second: number
  readonly axis: number
}

/** Programs of the operations that gradients are made of. */
export const randomOperations = fc.array(
  fc.record<RandomOperation>({
    kind: fc.constantFrom('binary', 'binary', 'binary', 'unary', 'sum', 'sum', 'scale', 'repeat', 'ones'),
    op: fc.nat(3),
    first: fc.nat(7),
    second: fc.nat(7),
    axis: fc.nat(2),
  }),
  { minLength: 1, maxLength: 14 },
)

const shapes = [[2, 3, 4], [3, 1], [1, 1, 4], [], [2, 1, 4], [4]] as const

/** Builds such a program over inputs of shapes that broadcast to `[2, 3, 4]`; its last values are the results. */
export function randomGraph(operations: readonly RandomOperation[]): Graph {
  const graph = new Graph()
  const values: Value[] = shapes.map((shape, index) => graph.input(`x${index}`, shape, 'float32'))
  for (const operation of operations) values.push(append(graph, values, operation))
  values.slice(-3).forEach((value, index) => graph.output(`y${index}`, value))
  return graph
}

function append(
  graph: Graph,
  values: readonly Value[],
  { kind, op, first, second, axis }: RandomOperation,
): Value {
  const a = values.at(-1 - (first % values.length)) as Value
  const b = values.at(-1 - (second % values.length)) as Value
  const full = broadcastShape(a.shape, [2, 3, 4])
  switch (kind) {
    case 'unary':
      return graph.node(['Neg', 'Tanh', 'Abs', 'Sigmoid'][op] as string, [a], a)
    case 'scale':
      return graph.node(op % 2 ? 'Mul' : 'Div', [a, graph.scalar([0.5, 3, -2, 1][op] as number)], a)
    case 'repeat':
      return graph.node('Expand', [a, graph.int64s(full)], { shape: full, dtype: 'float32' })
    case 'ones': {
      const ones = graph.constant(new Float32Array(sizeOf(full)).fill(op % 2 ? 1 : 0.25), full, 'float32')
      return graph.node('Mul', [a, ones], { shape: full, dtype: 'float32' })
    }
    case 'sum': {
      const axes = a.shape.length === 0 ? [] : [axis % a.shape.length]
      if (axes.length === 0) return graph.node('Neg', [a], a)
      const keep = op % 2 === 0
      const result = { shape: reducedShape(a.shape, axes, keep), dtype: 'float32' as const }
      const sum = op < 2 ? 'ReduceSum' : 'ReduceMean'
      const total = graph.node(sum, [a, graph.int64s(axes)], result, {
        attributes: { keepdims: Number(keep) },
      })
      return broadcasts(total.shape) ? total : graph.node('Tanh', [a], a)
    }
    default: {
      const shape = broadcastShape(a.shape, b.shape)
      // A divisor away from 0, so that rounding stays rounding.
      const divisor = graph.node('Add', [graph.node('Mul', [b, b], b), graph.scalar(1)], b)
      const name = ['Mul', 'Add', 'Sub', 'Div'][op] as string
      return graph.node(name, [a, name === 'Div' ? divisor : b], { shape, dtype: 'float32' })
    }
  }
}

function broadcasts(shape: readonly number[]): boolean {
  return shape.every((length, axis) => length === 1 || length === [2, 3, 4].at(axis - shape.length))
}
