import type { Storage } from '@potstill/spec'
import { createTrainer, type TrainerOptions } from '@potstill/trainer'
import type { RecipeStage } from '../grammar/recipe'
import { copyWeights } from './copy-weights'
import type { PlannedData } from './open-data'
import { objectiveOf, type PlannedLearner, type PlannedStage } from './plan'

/** Puts together what was opened and built for a stage. */
export function planStage(
  stage: RecipeStage,
  data: PlannedData,
  learners: readonly PlannedLearner[],
  storage: Storage,
): PlannedStage {
  const { spec, train, validation } = data
  const { strategies, callbacks = [] } = stage
  const { student, teacher } = learners[0]!
  const options: TrainerOptions = {
    name: stage.name,
    student,
    ...(teacher && { teacher: teacher.teacher }),
    objective: objectiveOf(stage.objective),
    data: { spec, train, ...(validation && { validation }) },
    ...(strategies && { strategies: strategies.map(({ component }) => component) }),
    optimizer: stage.optimizer.component,
    ...stage.training,
    storage,
  }
  const own = callbacks.map(({ component }) => component)
  return {
    name: stage.name,
    recipe: stage,
    data,
    student,
    ...(teacher && { teacher }),
    ...(stage.learners && { learners }),
    trainer: (extras = {}) => {
      for (const learner of learners) if (learner.start) copyWeights(learner.start, learner.student)
      return createTrainer({ ...options, ...extras, callbacks: [...(extras.callbacks ?? []), ...own] })
    },
  }
}
