import type { Storage } from '@potstill/spec'
import { createProblems } from '../errors/problems'
import type { Recipe, RecipeStage } from '../grammar/recipe'
import { augmentData } from './augment-data'
import { checkStage } from './check-stage'
import { checkLearnerTaps } from './check-taps'
import { dataSources } from './open-data'
import { teachers } from './open-teacher'
import type { Plan, PlannedLearner, PlannedStage } from './plan'
import { planLearner } from './plan-learner'
import { planStage } from './plan-stage'

export interface ComposeOptions {
  /** Where data sources and teachers read, and where runs are written. */
  readonly storage: Storage
}

/**
 * Opens the data, builds the students, opens the teachers and tries each stage on a batch, so that whatever is wrong with
 * the request is told before any training starts: a PotstillError with the place in the recipe. The caller closes the
 * plan. TensorFlow.js has to have a backend by then.
 *
 * Students with the same architecture and seed start with the same weights, in whichever stage. Of several that learn
 * together, each has a seed of its own: the stage's, and one more for each that stands before it.
 */
export async function composeRecipe(recipe: Recipe, { storage }: ComposeOptions): Promise<Plan> {
  const data = dataSources(storage)
  const external = teachers(storage)
  const stages: PlannedStage[] = []
  const students: PlannedLearner['student'][] = []
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const student of students.splice(0)) student.dispose()
    await external.close()
    for (const closeAugmented of closers.splice(0)) await closeAugmented()
    await data.close()
  }

  const plan = async (stage: RecipeStage): Promise<PlannedStage> => {
    const augmented = augmentData(stage, await data.open(stage.data))
    closers.push(augmented.close)
    const planning = { stage, data: augmented.data, earlier: stages, teachers: external, storage }
    const learners: PlannedLearner[] = []
    for (const learning of stage.learners ?? [stage]) {
      const seed = stage.training.seed + learners.length
      const learner = await planLearner(learning, { ...planning, seed })
      learners.push(learner)
      students.push(learner.student)
    }
    const problems = createProblems()
    for (const learner of learners) checkLearnerTaps(learner, learners, problems)
    problems.throwIfAny()
    return planStage(stage, augmented.data, learners, storage, [...stages])
  }

  try {
    for (const stage of recipe.stages) stages.push(await plan(stage))
    for (const stage of stages) await checkStage(stage)
  } catch (error) {
    await close()
    throw error
  }
  return { recipe, storage, stages, close }
}
