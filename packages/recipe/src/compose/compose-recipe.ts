import type { Storage, Student } from '@potstill/spec'
import { createTrainer, type TrainerOptions } from '@potstill/trainer'
import { atPlace } from '../errors/locate'
import { createProblems, recipeError } from '../errors/problems'
import { isStageReference, type Recipe, type RecipeStage } from '../grammar/recipe'
import { checkStage } from './check-stage'
import { checkTaps } from './check-taps'
import { dataSources, type PlannedData } from './open-data'
import { teachers, type PlannedTeacher } from './open-teacher'
import { objectiveOf, type Plan, type PlannedStage } from './plan'
import { stageTeacher } from './stage-teacher'

export interface ComposeOptions {
  /** Where data sources and teachers read, and where runs are written. */
  readonly storage: Storage
}

/**
 * Opens the data, builds the students, opens the teachers and tries each stage on a batch, so that whatever is wrong with
 * the request is told before any training starts: a PotstillError with the place in the recipe. The caller closes the
 * plan. TensorFlow.js has to have a backend by then.
 *
 * Students with the same architecture and seed start with the same weights, in whichever stage.
 */
export async function composeRecipe(recipe: Recipe, { storage }: ComposeOptions): Promise<Plan> {
  const data = dataSources(storage)
  const external = teachers(storage)
  const stages: PlannedStage[] = []
  const close = async () => {
    for (const { student } of stages) student.dispose()
    await external.close()
    await data.close()
  }

  const plan = async (stage: RecipeStage): Promise<PlannedStage> => {
    const planned = await data.open(stage.data)
    const early = planned.spec.classes === undefined ? await openTeacher(stage, undefined) : undefined
    const student = await buildStudent(stage, planned, early)
    try {
      const teacher = early ?? (await openTeacher(stage, student))
      const problems = createProblems()
      checkTaps(stage.objective, student, teacher?.ability, problems)
      problems.throwIfAny()
      return plannedStage(stage, planned, student, teacher, storage)
    } catch (error) {
      student.dispose()
      throw error
    }
  }

  const openTeacher = async ({ teacher }: RecipeStage, student: Student | undefined) => {
    if (teacher === undefined) return undefined
    if (!isStageReference(teacher)) return external.open(teacher, student)
    const earlier = stages.find(({ name }) => name === teacher.stage)!
    const borrowed = stageTeacher(earlier.student)
    const ability = await borrowed.open({ storage })
    return { name: earlier.name, teacher: borrowed, ability, stage: earlier.name }
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

async function buildStudent(
  stage: RecipeStage,
  { spec }: PlannedData,
  teacher: PlannedTeacher | undefined,
): Promise<Student> {
  const { student, training, data } = stage
  const classes = spec.classes ?? teacher?.ability.logitsShape?.at(-1)
  if (classes === undefined) {
    throw recipeError([
      {
        place: data.place,
        expected: 'data with labels, or a teacher that tells its classes',
        received: `neither: nothing says how many classes ${student.name} is to have`,
      },
    ])
  }
  const task = { inputShape: spec.inputShape, classes, seed: training.seed }
  return atPlace(student.place, () => student.component.build(task))
}

function plannedStage(
  stage: RecipeStage,
  data: PlannedData,
  student: Student,
  teacher: PlannedTeacher | undefined,
  storage: Storage,
): PlannedStage {
  const { spec, train, validation } = data
  const options: TrainerOptions = {
    name: stage.name,
    student,
    ...(teacher && { teacher: teacher.teacher }),
    objective: objectiveOf(stage.objective),
    data: { spec, train, ...(validation && { validation }) },
    optimizer: stage.optimizer.component,
    ...withoutAbsent(stage.training),
    storage,
  }
  return {
    name: stage.name,
    recipe: stage,
    data,
    student,
    ...(teacher && { teacher }),
    trainer: (extras = {}) => createTrainer({ ...options, ...extras }),
  }
}

function withoutAbsent({ steps, ...training }: RecipeStage['training']) {
  return { ...training, ...(steps !== undefined && { steps }) }
}
