import { PotstillError } from '@potstill/spec'
import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core'
import { ownVariables, trainsOwn } from './own-terms'
import type { LearnerTerm } from './resolve-learners'

/** Sees to it, once for each term, that what it computes depends on what it is there to train. */
export interface Reach {
  /**
   * Called on a gradient tape. Throws a PotstillError that names the term.
   *
   * @param own what the term's loss has to train of its own
   */
  check(term: LearnerTerm, value: Tensor, own?: Readonly<Record<string, Variable>>): void
}

/**
 * Looks for a connection on the tape, not at the gradient: that may be 0 for a batch. A term that only trains a connector of
 * its own is refused too, since the student would learn nothing of it, unless its loss says that it trains nothing else; one whose
 * weight is 0 throughout is not.
 */
export function reach(frozen: ReadonlySet<Variable>): Reach {
  const done = new Set<LearnerTerm>()
  return {
    check(term, value, own = {}) {
      if (done.has(term)) return
      if (trainsOwn(term.loss)) {
        if (!depends(value, ownVariables(term, own)) && !isIdle(term))
          throw noOwnGradient(term, Object.keys(own))
      } else {
        const { variables } = term.learner.student
        const trained = variables.filter((variable) => !frozen.has(variable))
        if (!depends(value, trained) && !isIdle(term)) throw noGradient(term, depends(value, variables))
      }
      done.add(term)
    },
  }
}

/** Kernels whose gradient is 0 wherever one takes it. */
const flat: ReadonlySet<string> = new Set([
  'ArgMax',
  'ArgMin',
  'Ceil',
  'Floor',
  'GreaterEqual',
  'IsFinite',
  'IsInf',
  'IsNan',
  'OneHot',
  'OnesLike',
  'Round',
  'Sign',
  'Step',
  'ZerosLike',
])

/** Goes back on the tape from a value. Operations without a gradient are dead ends, as is what was detached. */
function depends(value: Tensor, variables: readonly Variable[]): boolean {
  const wanted = new Set(variables.map(({ id }) => id))
  const found = new Set([value.id])
  for (const { kernelName, outputs, inputs, gradient } of (engine().state.activeTape ?? []).toReversed()) {
    if (gradient === undefined || flat.has(kernelName) || !outputs.some((output) => found.has(output?.id)))
      continue
    for (const { id } of Object.values(inputs)) {
      if (wanted.has(id)) return true
      found.add(id)
    }
  }
  return wanted.has(value.id)
}

/** Over a run of whatever length, as far as can be told. */
function isIdle({ weight }: LearnerTerm): boolean {
  const steps = 1000
  return Array.from({ length: 21 }, (_, index) => index / 20).every((fraction) => {
    const step = fraction * steps
    return weight({ step, steps, epoch: step, epochs: steps, fraction }) === 0
  })
}

function noGradient({ name, taps }: LearnerTerm, onlyFrozen: boolean): PotstillError {
  const where = taps.map(([student]) => student).join(', ')
  return new PotstillError({
    code: 'trainer/no-gradient',
    component: name,
    expected: 'an objective whose every term’s gradient reaches the student',
    received: onlyFrozen
      ? `${name}, which reaches frozen variables only`
      : `${name}, which does not depend on any of its weights${where && ` through ${where}`}`,
    fix: onlyFrozen
      ? 'freeze less, or remove this term'
      : where
        ? 'tap a layer that has weights, or comes after one'
        : 'check that the loss uses studentLogits, and nothing without a gradient (argMax, dataSync) on the way',
  })
}

function noOwnGradient({ name }: LearnerTerm, own: readonly string[]): PotstillError {
  return new PotstillError({
    code: 'trainer/no-gradient',
    component: name,
    expected: `a gradient that reaches what ${name} trains: ${own.join(', ')}`,
    received: 'one that does not depend on any of them',
    fix: 'check that the loss uses context.variables, and nothing without a gradient (argMax, dataSync) on the way',
  })
}
