import { studentPredictor, teacherPredictor, type Contestant, type Role } from '@potstill/evaluation'
import type { Student } from '@potstill/spec'
import type { PlannedTeacher } from '../compose/open-teacher'
import type { PlannedStage } from '../compose/plan'
import type { Learning } from '../grammar/learner'

/**
 * The networks to compare on the last stage's data: the teachers from outside first, then each stage's student. Those
 * that cannot be measured there (other inputs, other classes, no logits) are told to `leaveOut`.
 */
export function contestantsOf(
  stages: readonly PlannedStage[],
  roles: readonly Role[],
  leaveOut: (name: string, why: string) => void,
): readonly Contestant[] {
  const last = stages.at(-1)!
  const classes = last.student.logitsShape.at(-1)
  const outside = new Map(
    stages.flatMap(({ teacher }) => (teacher && !teacher.stage ? [[teacher.teacher, teacher]] : [])),
  )
  const contestants: Contestant[] = []
  for (const teacher of outside.values()) {
    const why = unfit(teacher, classes)
    if (why !== undefined) leaveOut(teacher.name, why)
    else
      contestants.push(
        teacherContestant(teacher, teacher.teacher === last.teacher?.teacher ? 'teacher' : 'other'),
      )
  }
  stages.forEach((stage, index) => {
    for (const { name, student, recipe } of networksOf(stage)) {
      const role = student === stage.student ? roles[index]! : 'other'
      if (student !== last.student && !isTrained(recipe)) leaveOut(name, 'no term of its stage trains it')
      else if (sameTask(student, last.student)) contestants.push(studentContestant(name, role, student))
      else leaveOut(name, 'it reads other inputs, or has other classes')
    }
  })
  return contestants
}

/** Trained weights, and the memory of all of them. */
export function sizeOf({ variables, state }: Student): {
  readonly parameters: number
  readonly bytes: number
} {
  const parameters = variables.reduce((sum, { size }) => sum + size, 0)
  return { parameters, bytes: 4 * (parameters + state.reduce((sum, { size }) => sum + size, 0)) }
}

/** The student of a stage, or all that learned together in it. */
function networksOf({
  name,
  student,
  recipe,
  learners,
}: PlannedStage): readonly { name: string; student: Student; recipe: Learning }[] {
  if (learners === undefined) return [{ name, student, recipe }]
  return learners.map((learner) => ({ ...learner, name: `${name}/${learner.name}` }))
}

/** A stage may only make a loss ready for the next one. */
function isTrained({ objective }: Learning): boolean {
  return objective.some(({ loss }) => loss.component.traits.trains !== 'own')
}

function unfit({ teacher, ability }: PlannedTeacher, classes: number | undefined): string | undefined {
  if (!ability.gives.includes('logits')) return 'it gives no logits'
  if (teacher.inStep !== undefined) return 'it answers only inside a training step'
  const own = ability.logitsShape?.at(-1)
  return own === undefined || own === classes ? undefined : `it has ${own} classes, the student ${classes}`
}

function teacherContestant(
  { name, teacher, ability: { parameters } }: PlannedTeacher,
  role: Role,
): Contestant {
  const size = parameters === undefined ? {} : { parameters, bytes: 4 * parameters }
  return { name, role, predict: teacherPredictor(teacher), ...size }
}

function studentContestant(name: string, role: Role, student: Student): Contestant {
  return { name, role, predict: studentPredictor(student), ...sizeOf(student) }
}

function sameTask(one: Student, other: Student): boolean {
  const task = ({ inputShape, logitsShape }: Student) => JSON.stringify([inputShape, logitsShape])
  return task(one) === task(other)
}
