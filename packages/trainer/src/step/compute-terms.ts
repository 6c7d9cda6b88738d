import type { Batch, NamedTensors, Random, Signals, TeacherOutput } from '@potstill/spec'
import { add, addN, argMax, cast, equal, mul, type Tensor } from '@tensorflow/tfjs-core'
import { guarded } from './component-failure'
import type { ComponentMemory } from './component-memory'
import type { TermMemory } from './initialise-terms'
import { learnerPasses, taughtTo } from './learner-passes'
import { passFor } from './own-terms'
import { pick } from './pick-signals'
import type { Reach } from './reach'
import { reduceLoss } from './reduce'
import { checkSameClasses } from './requirements'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'
import type { StepScalars } from './step-scalars'
import { stepSignals } from './step-signals'
import { temperatureValues } from './temperature-values'
import type { WholeBatch } from './whole-batch'

/** All that one pass over a batch reads. What differs from step to step is a tensor or drawn from `random`. */
export interface StepContext {
  readonly learners: readonly ResolvedLearner[]
  /** Of all learners. */
  readonly terms: readonly LearnerTerm[]
  readonly memories: readonly TermMemory[]
  readonly batch: Batch
  /** By each learner's own teacher, in the order of the learners. */
  readonly taught: readonly TeacherOutput[]
  readonly scalars: StepScalars
  readonly random: Random
  readonly training: boolean
  /** Where the batch is one of several that make one update: what means are taken over. */
  readonly whole?: WholeBatch
  /** Looks at every term on its gradient tape. */
  readonly reach?: Reach
}

/** The next state of a term's loss and of its temperature. */
export interface TermState {
  readonly loss: NamedTensors
  readonly temperature: NamedTensors
}

export interface ComputedTerms {
  /** `[]`: the weighted sum. */
  readonly total: Tensor
  /** `[]` each, unweighed and reduced, in the order of the terms. */
  readonly values: readonly Tensor[]
  readonly states: readonly TermState[]
  /** `[]` of each learner: share of right answers, where the batch has labels. */
  readonly accuracies: readonly Tensor[]
}

/** Runs every learner and every term on one batch. */
export function computeTerms(context: StepContext): ComputedTerms {
  const { terms, batch, scalars, training } = context
  const passes = learnerPasses(context)
  const computed = terms.map((term, index) =>
    guarded(term.name, 'compute its loss', training ? 'work' : 'request', () => {
      const { output, views } = passFor(term, at(passes, term.learner.index))
      const signals = stepSignals(term, batch, output, views, taughtTo(term, passes))
      return computeTerm(context, index, term, signals)
    }),
  )
  return {
    total: addN(computed.map(({ value }, index) => mul(value, at(scalars.weights, index)))),
    values: computed.map(({ value }) => value),
    states: computed.map(({ state }) => state),
    accuracies: passes.flatMap(({ output }) =>
      batch.labels ? [accuracy(output.logits, batch.labels, context)] : [],
    ),
  }
}

function computeTerm(context: StepContext, index: number, term: LearnerTerm, signals: Partial<Signals>) {
  const { scalars, training } = context
  const { loss, name } = term
  const memory = at(context.memories, index)
  const random = context.random.child(name)
  if (loss.traits.sameClasses && signals.teacherLogits !== undefined) {
    checkSameClasses(term, signals.studentLogits?.shape.at(-1), signals.teacherLogits.shape.at(-1))
  }
  const base = at(scalars.temperatures, index)
  const temperatures = temperatureValues(term, base, signals, memory.temperature, scalars.progress, random)
  const declared = pick(name, signals, loss.needs, loss.uses)
  let state: NamedTensors = memory.loss.state
  const values = temperatures.values.map((temperature) => {
    const answer = loss.compute(declared as Signals, {
      temperature,
      variables: memory.loss.trainable,
      state,
      random,
      progress: scalars.progress,
      training,
    })
    if (!('loss' in answer)) return answer
    state = answer.state
    return answer.loss
  })
  const { batch, whole } = context
  const share = whole && { total: whole.weighted, batches: whole.batches }
  const reduced = values.map((value) => reduceLoss(name, value, batch.mask, batch.weights, share))
  return {
    value: reduced.reduce((sum, next) => add(sum, next)),
    state: {
      loss: changed(memory.loss, state),
      temperature: changed(memory.temperature, temperatures.state),
    },
  }
}

/** Leaves out entries that a component handed back as it got them: those are variables, not new values. */
function changed(memory: ComponentMemory | undefined, next: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(next).filter(([name, value]) => value !== memory?.state[name]))
}

function accuracy(logits: Tensor, labels: Tensor, { batch, whole }: StepContext): Tensor {
  const right = cast(equal(argMax(logits, -1), cast(labels, 'int32')), 'float32')
  const share = whole && { total: whole.unweighted, batches: whole.batches }
  return reduceLoss('accuracy', right, batch.mask, undefined, share)
}

function at<Value>(list: readonly Value[], index: number): Value {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no entry ${index} among ${list.length}`)
  return value
}
