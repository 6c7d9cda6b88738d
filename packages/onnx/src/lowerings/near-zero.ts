import { Expm1, Log1p } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { clipped } from './activations'
import { elementwiseNode } from './elementwise-node'

type Single = { readonly x: Value }

/** Kernels that are there for their accuracy near 0. */
export const nearZero: LoweringTable = {
  [Log1p]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Log1p, ['float32'], x)
    return log1p(graph, x)
  }),
  [Expm1]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Expm1, ['float32'], x)
    return expm1(graph, x)
  }),
}

/** log(1 + x) as log(u) + (1 + x − u)/u, where u is 1 + x rounded: the second term has what was rounded away. */
function log1p(graph: Graph, x: Value): Value {
  const one = graph.scalar(1)
  const log = graph.node('Log', [elementwiseNode(graph, 'Add', [x, one])], x)
  // Outside of these bounds nothing is lost, and they keep infinities and the pole out.
  const near = clipped(graph, x, -0.5, 1)
  const rounded = elementwiseNode(graph, 'Add', [near, one])
  const lost = elementwiseNode(graph, 'Sub', [near, elementwiseNode(graph, 'Sub', [rounded, one])])
  return elementwiseNode(graph, 'Add', [log, elementwiseNode(graph, 'Div', [lost, rounded])])
}

/** Below this size exp(x) − 1 loses digits. */
const small = 0.5

/** exp(x) − 1; near 0 as 2t/(1 − t) with t = tanh(x/2). */
function expm1(graph: Graph, x: Value): Value {
  const one = graph.scalar(1)
  const far = elementwiseNode(graph, 'Sub', [graph.node('Exp', [x], x), one])
  const t = graph.node('Tanh', [elementwiseNode(graph, 'Mul', [x, graph.scalar(0.5)])], x)
  const near = elementwiseNode(graph, 'Div', [
    elementwiseNode(graph, 'Add', [t, t]),
    elementwiseNode(graph, 'Sub', [one, t]),
  ])
  const isNear = elementwiseNode(graph, 'Less', [graph.node('Abs', [x], x), graph.scalar(small)], 'bool')
  return graph.node('Where', [isNear, near, far], x)
}
