import type { Batch, Optimizer, TeacherOutput } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import { averagedStudents, type AveragedStudents } from './averaged-students'
import { gradientSums, type GradientSums } from './gradient-sums'
import type { StepContext } from './compute-terms'
import { initialiseTerms, type KnownExamples, type TermMemory } from './initialise-terms'
import { keepLastGood, type LastGoodWeights } from './last-good-weights'
import { hostOptimizer, type OptimizerHost } from './optimizer-host'
import type { OpenTeachers } from './open-teachers'
import { rateFactors } from './parameter-groups'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'
import type { StepNumbers } from './step-scalars'
import { isTaught } from './taught-terms'
import type { Clip, UpdateOptions } from './update-options'
import { connectorVariables, studentVariables } from './variable-names'

/** What a step keeps from batch to batch; it exists once the first batch was seen. */
export interface Ready {
  readonly memories: readonly TermMemory[]
  /** What the optimizer trains: the students' variables that are not frozen, and those of losses and temperatures. */
  readonly variables: readonly Variable[]
  /** Of those, the students'. */
  readonly weights: readonly Variable[]
  readonly optimizer: OptimizerHost
  readonly lastGood: LastGoodWeights
  readonly clip: Clip | undefined
  readonly byTerm: boolean
  readonly averages: AveragedStudents | undefined
  /** Made when the first update over several batches needs them. */
  sums(): GradientSums
  dispose(): void
}

/** One batch on its way through the step. */
export interface Pass extends Omit<StepContext, 'memories' | 'training'> {
  readonly numbers: StepNumbers
}

interface Given {
  readonly learners: readonly ResolvedLearner[]
  readonly terms: readonly LearnerTerm[]
  readonly abilityOf: OpenTeachers['abilityOf']
  readonly optimizer: Optimizer
  readonly batch: Batch
  readonly taught: readonly TeacherOutput[]
  readonly examples: KnownExamples
  readonly seed: number
  readonly frozen: ReadonlySet<Variable>
  readonly update: UpdateOptions
}

/** Makes memories and optimizer slots, so that the first step is like any other. */
export async function readyStep(given: Given): Promise<Ready> {
  const { learners, terms, frozen, update } = given
  const students = learners.map(({ student }) => student)
  const memories = await initialiseTerms(given)
  const connectors = connectorVariables(terms, memories)
  const named = [...studentVariables(learners), ...connectors]
  const weights = students.flatMap((student) => student.variables.filter((kept) => !frozen.has(kept)))
  const variables = [...weights, ...connectors.map(({ variable }) => variable)]
  const factors = rateFactors(update.groups, named)
  const taught = terms.filter(isTaught).map(({ name }) => name)
  const optimizer = hostOptimizer(given.optimizer, variables, { factors, taught })
  const averages = update.ema && averagedStudents(learners)
  const lastGood = keepLastGood([
    ...students.flatMap((student) => [...student.variables, ...student.state]),
    ...(averages?.variables ?? []),
  ])
  let sums: GradientSums | undefined
  return {
    memories,
    variables,
    weights,
    optimizer,
    lastGood,
    averages,
    clip: update.clip,
    byTerm: given.optimizer.gradients === 'byTerm',
    sums: () => (sums ??= gradientSums(variables, terms, given.optimizer)),
    dispose: () => {
      for (const { loss, temperature } of memories) {
        loss.dispose()
        temperature?.dispose()
      }
      optimizer.dispose()
      lastGood.dispose()
      averages?.dispose()
      sums?.dispose()
    },
  }
}
