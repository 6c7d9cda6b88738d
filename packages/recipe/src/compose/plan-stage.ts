import type { Storage } from '@potstill/spec'
import { createTrainer, type Learner, type TrainerOptions } from '@potstill/trainer'
import { isPeerReference } from '../grammar/peer'
import type { RecipeStage } from '../grammar/recipe'
import { copyWeights } from './copy-weights'
import type { PlannedData } from './open-data'
import { objectiveOf, type PlannedLearner, type PlannedStage, type TrainerExtras } from './plan'

/** Puts together what was opened and built for a stage. */
export function planStage(
  stage: RecipeStage,
  data: PlannedData,
  learners: readonly PlannedLearner[],
  storage: Storage,
): PlannedStage {
  const { name, strategies, callbacks = [] } = stage
  const { spec, train, validation } = data
  const { student, teacher } = learners[0]!
  const common = {
    name,
    data: { spec, train, ...(validation && { validation }) },
    ...(strategies && { strategies: strategies.map(({ component }) => component) }),
    optimizer: stage.optimizer.component,
    ...stage.training,
    storage,
  } satisfies Omit<TrainerOptions, 'student' | 'objective'>

  const trainer = ({ withOwnCallbacks = true, ...extras }: TrainerExtras = {}) => {
    for (const learner of learners) if (learner.start) copyWeights(learner.start, learner.student)
    const own = withOwnCallbacks ? callbacks.map(({ component }) => component) : []
    const options = { ...common, ...extras, callbacks: [...(extras.callbacks ?? []), ...own] }
    if (stage.learners) return createTrainer({ ...options, learners: learners.map(learnerOf) })
    const objective = objectiveOf(stage.objective)
    return createTrainer({ ...options, student, objective, ...(teacher && { teacher: teacher.teacher }) })
  }

  return {
    name,
    recipe: stage,
    data,
    student,
    ...(teacher && { teacher }),
    ...(stage.learners && { learners }),
    trainer,
  }
}

/** A learner as the trainer takes it. */
function learnerOf({ name, recipe, student, teacher }: PlannedLearner): Learner {
  const peer = isPeerReference(recipe.teacher) ? { peer: recipe.teacher.peer } : undefined
  const from = peer ?? teacher?.teacher
  return { name, student, objective: objectiveOf(recipe.objective), ...(from && { teacher: from }) }
}
