import type { Storage, Student } from '@potstill/spec'
import { atPlace } from '../errors/locate'
import { recipeError } from '../errors/problems'
import type { Learning } from '../grammar/learner'
import { isPeerReference } from '../grammar/peer'
import type { RecipeStage } from '../grammar/recipe'
import { isStageReference } from '../grammar/stage-reference'
import type { PlannedData } from './open-data'
import type { PlannedTeacher, Teachers } from './open-teacher'
import type { PlannedLearner, PlannedStage } from './plan'
import { stageTeacher } from './stage-teacher'

export interface LearnerPlanning {
  readonly stage: RecipeStage
  readonly data: PlannedData
  /** Of the student's initial weights. */
  readonly seed: number
  readonly earlier: readonly PlannedStage[]
  readonly teachers: Teachers
  readonly storage: Storage
}

/** Builds a student, or clones the one that it goes on with, and opens its teacher. */
export async function planLearner(
  learning: Learning & { readonly name: string },
  planning: LearnerPlanning,
): Promise<PlannedLearner> {
  const { name, start } = learning
  const before = start && planning.earlier.find((stage) => stage.name === start.stage)
  const unlabelled = planning.data.spec.classes === undefined && before === undefined
  const early = unlabelled ? await openTeacher(learning, undefined, planning) : undefined
  const student = before?.student.clone() ?? (await buildStudent(learning, early, planning))
  try {
    const teacher = early ?? (await openTeacher(learning, student, planning))
    return {
      name,
      recipe: learning,
      student,
      ...(before && { start: before.student }),
      ...(teacher && { teacher }),
    }
  } catch (error) {
    student.dispose()
    throw error
  }
}

async function openTeacher(
  { teacher, start }: Learning,
  student: Student | undefined,
  { earlier, teachers, storage }: LearnerPlanning,
): Promise<PlannedTeacher | undefined> {
  if (teacher === undefined || isPeerReference(teacher)) return undefined
  if (!isStageReference(teacher)) return teachers.open(teacher, student, { anew: start !== undefined })
  const stage = earlier.find(({ name }) => name === teacher.stage)!
  const borrowed = stageTeacher(stage.student)
  const ability = await borrowed.open({ storage })
  return { name: stage.name, teacher: borrowed, ability, stage: stage.name }
}

async function buildStudent(
  { student }: Learning,
  teacher: PlannedTeacher | undefined,
  { stage, data: { spec }, seed }: LearnerPlanning,
): Promise<Student> {
  const classes = spec.classes ?? teacher?.ability.logitsShape?.at(-1)
  if (classes === undefined) {
    throw recipeError([
      {
        place: stage.data.place,
        expected: 'data with labels, or a teacher that tells its classes',
        received: `neither: nothing says how many classes ${student.name} is to have`,
      },
    ])
  }
  const task = { inputShape: spec.inputShape, classes, seed }
  return atPlace(student.place, () => student.component.build(task))
}
