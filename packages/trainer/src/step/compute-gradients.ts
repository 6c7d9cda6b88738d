import { PotstillError, type NamedTensors } from '@potstill/spec'
import {
  addN,
  clone,
  dispose,
  keep,
  scalar,
  stack,
  sum,
  tidy,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type TensorContainerObject,
  type Variable,
} from '@tensorflow/tfjs-core'
import { computeTerms, type ComputedTerms, type StepContext, type TermState } from './compute-terms'
import { onTape } from './on-tape'

export interface Gradients {
  /**
   * `[terms + learners + 2]`: total, each term, the first learner's accuracy (NaN without labels), a sum that is finite if
   * the gradients are, the other learners' accuracies.
   */
  readonly report: Tensor
  /** By the variable's name. */
  readonly byVariable: NamedTensorMap
  /** Of each weighted term, by its name, where they were computed one by one. */
  readonly byTerm?: Readonly<Record<string, NamedTensorMap>>
  readonly states: readonly TermState[]
}

/** Runs one batch forward and backward. The caller disposes what it returns, with `disposeGradients`. */
export function computeGradients(context: StepContext, variables: readonly Variable[]): Gradients {
  return owning((own) => forwardAndBackward(context, variables, own))
}

/** The same without a way back: for terms that nothing is trained by. */
export function computeValues(context: StepContext): Gradients {
  return owning((own) => {
    const { total, ...beside } = computeTerms(context)
    return asGradients(total, {}, ownedBeside(beside, own))
  })
}

function owning(run: (own: Own) => Gradients): Gradients {
  const kept: Tensor[] = []
  // What is not the total would be disposed when the forward pass ends. Cloned, since a component may hand back a
  // tensor that is not its own.
  const own = (tensor: Tensor): Tensor => {
    const copy = keep(clone(tensor))
    kept.push(copy)
    return copy
  }
  try {
    return tidy(() => run(own) as Gradients & TensorContainerObject)
  } catch (error) {
    dispose(kept)
    throw error
  }
}

type Beside = Omit<ComputedTerms, 'total'>

function forwardAndBackward(context: StepContext, variables: readonly Variable[], own: Own): Gradients {
  let beside: Beside = { values: [], states: [], accuracies: [] }
  const { value, grads } = variableGradients(() => {
    const { total, ...rest } = computeTerms(context)
    context.terms.forEach((term, index) => {
      const termValue = rest.values[index]
      const own = context.memories[index]?.loss.trainable
      if (termValue !== undefined) context.reach?.check(term, termValue, own)
    })
    beside = ownedBeside(rest, own)
    return total as Scalar
  }, variables)
  return asGradients(value, grads, beside)
}

function ownedBeside({ values, states, accuracies }: Beside, own: Own): Beside {
  return {
    values: values.map(own),
    states: states.map(({ loss, temperature }) => ({
      loss: ownAll(loss, own),
      temperature: ownAll(temperature, own),
    })),
    accuracies: accuracies.map(own),
  }
}

function asGradients(
  total: Tensor,
  grads: NamedTensorMap,
  { values, states, accuracies }: Beside,
): Gradients {
  const [accuracy = scalar(Number.NaN), ...others] = accuracies
  const report = stack([total, ...values, accuracy, health(grads), ...others])
  dispose([...values, ...accuracies])
  return { report, byVariable: grads, states }
}

type Own = (tensor: Tensor) => Tensor

function ownAll(tensors: NamedTensors, own: Own): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, own(tensor)]))
}

/** One number that is not finite as soon as any gradient is not. */
function health(gradients: NamedTensorMap): Tensor {
  const sums = Object.values(gradients).map((gradient) => sum(gradient))
  return sums.length === 0 ? scalar(0) : addN(sums)
}

function variableGradients(run: () => Scalar, variables: readonly Variable[]) {
  try {
    return onTape(run, variables)
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

export function disposeGradients({ report, byVariable, byTerm = {}, states }: Gradients): void {
  const ofStates = states.flatMap(({ loss, temperature }) => [
    ...Object.values(loss),
    ...Object.values(temperature),
  ])
  const ofTerms = Object.values(byTerm).flatMap((gradients) => Object.values(gradients))
  dispose([report, ...Object.values(byVariable), ...ofTerms, ...ofStates])
}
