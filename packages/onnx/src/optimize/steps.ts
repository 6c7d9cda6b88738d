import { float } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import type { Value } from '../value'
import { rebuild } from './rebuild'

/** So steep a ramp is 1 for every positive number but those below the smallest normal one. */
const steepest = 3.4e38

/**
 * Computes the step of relu's gradient in one pass instead of two, and from relu's result instead of its operand: the
 * operand is then needed by nothing but relu, which a matrix product before it can take in.
 */
export function steepSteps(graph: Graph): void {
  const rectified = new Map<string, Value>()
  rebuild(graph, ({ node, inputs: [first, least, most], result, madeBy }) => {
    if (node.op === 'Relu' && first !== undefined) rectified.set(first.name, result)
    if (
      node.op !== 'Clip' ||
      first === undefined ||
      !isScalar(graph, least, 0) ||
      !isScalar(graph, most, 1)
    ) {
      return undefined
    }
    const product = madeBy(first)
    const [x, factor] = (product?.inputs ?? []).map((name) => graph.value(name))
    if (product?.op !== 'Mul' || x === undefined || !isHuge(graph, factor)) return undefined
    const attributes = { alpha: float(steepest), beta: float(0) }
    return graph.node('HardSigmoid', [rectified.get(x.name) ?? x], result, { attributes })
  })
}

function isScalar(graph: Graph, value: Value | undefined, number: number): boolean {
  const values = value && graph.valuesOf(value)
  return values?.length === 1 && Number(values[0]) === number
}

function isHuge(graph: Graph, value: Value | undefined): boolean {
  const values = value && graph.valuesOf(value)
  return values?.length === 1 && Number(values[0]) >= steepest
}
