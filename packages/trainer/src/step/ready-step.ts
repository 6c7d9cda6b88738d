import type { Batch, Optimizer, TeacherOutput } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import type { StepContext } from './compute-terms'
import { initialiseTerms, type KnownExamples, type TermMemory } from './initialise-terms'
import { keepLastGood, type LastGoodWeights } from './last-good-weights'
import { hostOptimizer, type OptimizerHost } from './optimizer-host'
import type { OpenTeachers } from './open-teachers'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'
import type { StepNumbers } from './step-scalars'

/** What a step keeps from batch to batch; it exists once the first batch was seen. */
export interface Ready {
  readonly memories: readonly TermMemory[]
  /** What the optimizer trains: the students' variables, and those of losses and temperatures. */
  readonly variables: readonly Variable[]
  readonly optimizer: OptimizerHost
  readonly lastGood: LastGoodWeights
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
}

/** Makes memories and optimizer slots, so that the first step is like any other. */
export async function readyStep(given: Given): Promise<Ready> {
  const students = given.learners.map(({ student }) => student)
  const memories = await initialiseTerms(given)
  const learned = memories.flatMap(({ loss, temperature }) => [
    ...Object.values(loss.trainable),
    ...Object.values(temperature?.trainable ?? {}),
  ])
  const weights = students.flatMap(({ variables }) => variables)
  const variables = [...weights, ...learned]
  const optimizer = hostOptimizer(given.optimizer, variables)
  const lastGood = keepLastGood([...weights, ...students.flatMap(({ state }) => state)])
  return {
    memories,
    variables,
    optimizer,
    lastGood,
    dispose: () => {
      for (const { loss, temperature } of memories) {
        loss.dispose()
        temperature?.dispose()
      }
      optimizer.dispose()
      lastGood.dispose()
    },
  }
}
