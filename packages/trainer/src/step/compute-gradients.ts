import { PotstillError } from '@potstill/spec'
import {
  addN,
  dispose,
  keep,
  scalar,
  stack,
  sum,
  tidy,
  variableGrads,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core'
import { computeTerms, type ComputedTerms, type StepContext, type TermState } from './compute-terms'

export interface Gradients {
  /** `[terms + 3]`: total, each term, accuracy (NaN without labels), and a sum that is finite if the gradients are. */
  readonly report: Tensor
  /** By the variable's name. */
  readonly byVariable: NamedTensorMap
  readonly states: readonly TermState[]
}

/** Runs one batch forward and backward. The caller disposes what it returns, with `disposeGradients`. */
export function computeGradients(context: StepContext, variables: readonly Variable[]): Gradients {
  let computed: ComputedTerms | undefined
  let made: Gradients | undefined
  tidy(() => {
    const { value, grads } = variableGradients(() => {
      computed = computeTerms(context)
      // Everything but the result is disposed when the forward pass ends.
      besideTotal(computed).forEach(keep)
      return computed.total as Scalar
    }, variables)
    const { values, accuracy, states } = computed as ComputedTerms
    const report = stack([value, ...values, accuracy ?? scalar(Number.NaN), health(grads)])
    dispose([...values, ...(accuracy ? [accuracy] : [])])
    made = { report, byVariable: grads, states }
    return [report, ...Object.values(grads)]
  })
  return made as unknown as Gradients
}

function besideTotal({ values, states, accuracy }: ComputedTerms): readonly Tensor[] {
  const ofStates = states.flatMap(({ loss, temperature }) => [
    ...Object.values(loss),
    ...Object.values(temperature),
  ])
  return [...values, ...ofStates, ...(accuracy ? [accuracy] : [])]
}

/** One number that is not finite as soon as any gradient is not. */
function health(gradients: NamedTensorMap): Tensor {
  return addN(Object.values(gradients).map((gradient) => sum(gradient)))
}

function variableGradients(run: () => Scalar, variables: readonly Variable[]) {
  try {
    const result = variableGrads(run, [...variables])
    const connected = Object.entries(result.grads).filter(([, gradient]) => gradient != null)
    return { value: result.value, grads: Object.fromEntries(connected) }
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('Cannot find a connection')) throw error
    throw new PotstillError({
      code: 'trainer/no-gradient',
      expected: 'an objective whose gradient reaches the student',
      received: 'one that does not depend on any of its weights',
      fix: 'check that a loss uses studentLogits or features of the student',
      cause: error,
    })
  }
}

export function disposeGradients({ report, byVariable, states }: Gradients): void {
  const ofStates = states.flatMap(({ loss, temperature }) => [
    ...Object.values(loss),
    ...Object.values(temperature),
  ])
  dispose([report, ...Object.values(byVariable), ...ofStates])
}
