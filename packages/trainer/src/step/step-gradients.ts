import { computeGradients, type Gradients } from './compute-gradients'
import type { StepContext } from './compute-terms'
import { gradientsByTerm } from './gradients-by-term'
import type { Ready } from './ready-step'

/** The gradients of one batch, term by term where the optimizer asks for that. The caller disposes them. */
export function stepGradients(context: StepContext, { variables, byTerm }: Ready): Gradients {
  return byTerm ? gradientsByTerm(context, variables) : computeGradients(context, variables)
}
