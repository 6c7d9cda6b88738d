import {
  Add,
  AddN,
  BitwiseAnd,
  Maximum,
  Minimum,
  Multiply,
  RealDiv,
  SquaredDifference,
  Sub,
  type BinaryInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { listed, lowering, type Lowering, type LoweringInputs, type LoweringTable } from '../lowering'
import type { Value, ValueType } from '../value'
import { acceptsAlike } from './accepts'
import { elementwiseNode } from './elementwise-node'

type Pair = Record<keyof BinaryInputs, Value>

const numbers: readonly ValueType[] = ['float32', 'int32']

/** A kernel of two operands that broadcast. TensorFlow.js gives both the same type before. */
function binary(
  kernel: string,
  types: readonly ValueType[],
  lower: (graph: Graph, a: Value, b: Value) => Value,
): Record<string, Lowering> {
  return {
    [kernel]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
      acceptsAlike(kernel, types, a, b)
      return lower(graph, a, b)
    }),
  }
}

function oneNode(kernel: string, op: string, types = numbers): Record<string, Lowering> {
  return binary(kernel, types, (graph, a, b) => elementwiseNode(graph, op, [a, b]))
}

export const binaryKernels: LoweringTable = {
  ...oneNode(Add, 'Add'),
  ...oneNode(Sub, 'Sub'),
  ...oneNode(Maximum, 'Max'),
  ...oneNode(Minimum, 'Min'),
  ...oneNode(BitwiseAnd, 'BitwiseAnd', ['int32']),
  // TensorFlow.js divides whole numbers with FloorDiv.
  ...oneNode(RealDiv, 'Div', ['float32']),
  ...binary(Multiply, [...numbers, 'bool'], (graph, a, b) =>
    elementwiseNode(graph, a.dtype === 'bool' ? 'And' : 'Mul', [a, b]),
  ),
  ...binary(SquaredDifference, numbers, (graph, a, b) => {
    const difference = elementwiseNode(graph, 'Sub', [a, b])
    return graph.node('Mul', [difference, difference], difference)
  }),
  [AddN]: lowering<LoweringInputs>(({ inputs, graph }) => {
    const terms = listed(inputs)
    acceptsAlike(AddN, numbers, ...terms)
    return terms.reduce((sum, term) => elementwiseNode(graph, 'Add', [sum, term]))
  }),
}
