import { float } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import { cannotLower } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { clipped, elu, prelu } from './activations'

/** How TensorFlow.js's fused kernels name the activation that follows. */
export interface ActivationAttrs {
  readonly activation: string
  readonly leakyreluAlpha?: number
}

/**
 * Appends the activation of a fused kernel.
 *
 * @param alpha the slopes of prelu
 */
export function activate(
  graph: Graph,
  kernel: string,
  x: Value,
  { activation, leakyreluAlpha }: ActivationAttrs,
  alpha?: Value,
): Value {
  if (activation === 'linear' || !activation) return x
  accepts(kernel, ['float32'], x)
  switch (activation) {
    case 'relu':
      return graph.node('Relu', [x], x)
    case 'relu6':
      return clipped(graph, x, 0, 6)
    case 'sigmoid':
      return graph.node('Sigmoid', [x], x)
    case 'elu':
      return elu(graph, x)
    case 'leakyrelu':
      if (leakyreluAlpha === undefined) throw cannotLower(kernel, 'leakyrelu without its slope')
      return graph.node('LeakyRelu', [x], x, { attributes: { alpha: float(leakyreluAlpha) } })
    case 'prelu':
      if (alpha === undefined) throw cannotLower(kernel, 'prelu without its slopes')
      return prelu(graph, x, alpha)
    default:
      throw cannotLower(kernel, `activation ${activation}`)
  }
}
