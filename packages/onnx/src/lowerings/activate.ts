import type { Graph } from '../graph/graph'
import { cannotLower } from '../lowering'
import type { Value } from '../value'

/** How TensorFlow.js's fused kernels name the activation that follows. */
export interface ActivationAttrs {
  readonly activation: string
  readonly leakyreluAlpha?: number
}

const operations: Readonly<Record<string, string>> = { relu: 'Relu', sigmoid: 'Sigmoid' }

/** Appends the activation of a fused kernel. */
export function activate(
  graph: Graph,
  kernel: string,
  x: Value,
  { activation }: ActivationAttrs,
  _alpha?: Value,
): Value {
  if (activation === 'linear' || !activation) return x
  const op = operations[activation]
  if (op === undefined) throw cannotLower(kernel, `activation ${activation}`)
  return graph.node(op, [x], x)
}
