import { FloorDiv, Mod, type BinaryInputs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { acceptsAlike } from './accepts'
import { converted } from './converted'
import { chosen, elementwiseNode } from './elementwise-node'

type Pair = Record<keyof BinaryInputs, Value>

/** Quotients that are rounded down, and what is left of them. */
export const quotients: LoweringTable = {
  [FloorDiv]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
    acceptsAlike(FloorDiv, ['float32', 'int32'], a, b)
    if (a.dtype === 'int32') return wholeQuotient(graph, a, b)
    const quotient = elementwiseNode(graph, 'Div', [a, b])
    return converted(graph, graph.node('Floor', [quotient], quotient), 'int32')
  }),
  [Mod]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
    acceptsAlike(Mod, ['float32', 'int32'], a, b)
    return a.dtype === 'int32' ? wholeRemainder(graph, a, b) : remainder(graph, a, b)
  }),
}

/**
 * Both operands of a division of whole numbers, so that it is safe: with a divisor of 0, and with the lowest number
 * divided by −1, the processor stops the program.
 */
function safeOperands(graph: Graph, a: Value, b: Value) {
  const zero = graph.scalar(0, 'int32')
  const nothing = elementwiseNode(graph, 'Equal', [b, zero], 'bool')
  const divisor = elementwiseNode(graph, 'Where', [nothing, graph.scalar(1, 'int32'), b])
  return { zero, nothing, a: converted(graph, a, 'int64'), b: converted(graph, divisor, 'int64') }
}

/** TensorFlow.js gives 0 where the divisor is 0. */
function wholeQuotient(graph: Graph, a: Value, b: Value): Value {
  const safe = safeOperands(graph, a, b)
  // Rounded down, since the remainder has the sign of the divisor.
  const multiple = elementwiseNode(graph, 'Sub', [safe.a, elementwiseNode(graph, 'Mod', [safe.a, safe.b])])
  const quotient = converted(graph, elementwiseNode(graph, 'Div', [multiple, safe.b]), 'int32')
  return chosen(graph, safe.nothing, safe.zero, quotient)
}

/** ONNX's remainder of whole numbers has the sign of the divisor, as TensorFlow.js's. */
function wholeRemainder(graph: Graph, a: Value, b: Value): Value {
  const safe = safeOperands(graph, a, b)
  const rest = converted(graph, elementwiseNode(graph, 'Mod', [safe.a, safe.b]), 'int32')
  return chosen(graph, safe.nothing, safe.zero, rest)
}

/** ONNX's remainder of fractions has the sign of the dividend. */
function remainder(graph: Graph, a: Value, b: Value): Value {
  const zero = graph.scalar(0)
  const rest = elementwiseNode(graph, 'Mod', [a, b], 'float32', { fmod: 1 })
  const shifted = elementwiseNode(graph, 'Add', [rest, b])
  const other = elementwiseNode(graph, 'Mod', [shifted, b], 'float32', { fmod: 1 })
  const alike = elementwiseNode(
    graph,
    'Equal',
    [elementwiseNode(graph, 'Less', [a, zero], 'bool'), elementwiseNode(graph, 'Less', [b, zero], 'bool')],
    'bool',
  )
  return elementwiseNode(graph, 'Where', [alike, rest, other])
}
