import type { Storage } from '@potstill/spec'
import { createTrainer, type Learner, type Trainer, type TrainerOptions } from '@potstill/trainer'
import { isPeerReference } from '../grammar/peer'
import type { RecipeStage } from '../grammar/recipe'
import { copyWeights } from './copy-weights'
import type { PlannedData } from './open-data'
import { objectiveOf, type PlannedLearner, type PlannedStage, type TrainerExtras } from './plan'
import { memoriesOf } from './term-start'

/** Puts together what was opened and built for a stage. */
export function planStage(
  stage: RecipeStage,
  data: PlannedData,
  learners: readonly PlannedLearner[],
  storage: Storage,
  earlier: readonly PlannedStage[],
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

  let last: Trainer | undefined

  const compose = ({ withOwnCallbacks = true, ...extras }: TrainerExtras = {}) => {
    for (const learner of learners) if (learner.start) copyWeights(learner.start, learner.student)
    const own = withOwnCallbacks ? callbacks.map(({ component }) => component) : []
    const options = { ...common, ...extras, callbacks: [...(extras.callbacks ?? []), ...own] }
    if (stage.learners)
      return createTrainer({ ...options, learners: learners.map((each) => learnerOf(each, earlier)) })
    const objective = objectiveOf(stage.objective, earlier)
    return createTrainer({ ...options, student, objective, ...(teacher && { teacher: teacher.teacher }) })
  }

  return {
    name,
    recipe: stage,
    data,
    student,
    ...(teacher && { teacher }),
    ...(stage.learners && { learners }),
    memories: () => memoriesOf(last?.memories() ?? {}, stage.learners?.[0]?.name),
    trainer: (extras) => (last = compose(extras)),
  }
}

/** A learner as the trainer takes it. */
function learnerOf(
  { name, recipe, student, teacher }: PlannedLearner,
  earlier: readonly PlannedStage[],
): Learner {
  const peer = isPeerReference(recipe.teacher) ? { peer: recipe.teacher.peer } : undefined
  const from = peer ?? teacher?.teacher
  return { name, student, objective: objectiveOf(recipe.objective, earlier), ...(from && { teacher: from }) }
}
