import { div, logSoftmax, mul, ones, squeeze, sum, type Tensor } from '@tensorflow/tfjs-core'
import { checkSameClasses } from './check-logits'
import { detach } from './detach'
import type { SoftenedOptions } from './divergence'
import { inChunks } from './in-chunks'
import { temperatureValue } from './temperature'

/** Logits of both networks and, perhaps, constants beside them. */
export type Softened<Fixed extends string = never> = Readonly<
  Record<'studentLogits' | 'teacherLogits' | Fixed, Tensor>
>

/** Logits divided by their temperatures, `[…rows, C]`, and constants of the same rows. */
export type SoftenedRows<Fixed extends string = never> = Readonly<
  Record<'student' | 'teacher' | Fixed, Tensor>
>

/**
 * A loss that compares logits at a temperature, row by row and, where they are large, chunk by chunk.
 *
 * @param compute from rows to `[…rows]`; the teacher in it is a constant
 * @returns float32 `[B]` or `[B, tokens]`, times T² where that is asked for
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 */
export function softenedLoss<Fixed extends string = never>(
  component: string,
  { studentLogits, teacherLogits, ...fixed }: Softened<Fixed>,
  softening: SoftenedOptions,
  compute: (rows: SoftenedRows<Fixed>) => Tensor,
): Tensor {
  checkSameClasses(component, studentLogits, teacherLogits)
  const constants = { theirs: detach(teacherLogits), ...fixed }
  return softenedStudent(
    component,
    studentLogits,
    constants,
    softening,
    ({ theirs, temperature, ...beside }) =>
      compute({ teacher: div(theirs!, temperature), ...beside } as unknown as SoftenedRows<Fixed>),
  )
}

/**
 * The same for a teacher that says something else than logits of the same classes.
 *
 * @param fixed constants of the same rows, `[…rows]` or `[…rows, anything]`
 * @param compute gets the student's logits divided by their temperature, `[…rows, C]`, and the temperature of the teacher: one number, or one
 *   for each row, `[…rows, 1]`
 */
export function softenedStudent<Fixed extends Readonly<Record<string, Tensor>>>(
  component: string,
  studentLogits: Tensor,
  fixed: Fixed,
  { temperature = 1, temperatureSquared = true }: SoftenedOptions,
  compute: (rows: { readonly student: Tensor; readonly temperature: Tensor } & Fixed) => Tensor,
): Tensor {
  const { student, teacher, squared } = temperatureValue(component, temperature, studentLogits)
  const rows = studentLogits.shape.slice(0, -1)
  const loss = inChunks(
    { logits: studentLogits, ofStudent: forRows(student, rows), ofTeacher: forRows(teacher, rows) },
    fixed,
    ({ logits, ofStudent, ofTeacher, ...beside }) =>
      compute({ ...(beside as unknown as Fixed), student: div(logits, ofStudent), temperature: ofTeacher }),
  )
  return temperatureSquared ? mul(loss, squared.rank === 0 ? squared : squeeze(squared, [-1])) : loss
}

/**
 * A loss that compares softened distributions class by class.
 *
 * @param compare from the log-probabilities of the student and of the teacher, `[…rows, C]`, to what is summed over the classes
 * @returns float32 `[B]` or `[B, tokens]`, times T² where that is asked for
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 */
export function divergence(
  component: string,
  logits: Softened,
  options: SoftenedOptions,
  compare: (logStudent: Tensor, logTeacher: Tensor) => Tensor,
): Tensor {
  return softenedLoss(component, logits, options, ({ student, teacher }) =>
    sum(compare(logSoftmax(student), logSoftmax(teacher)), -1),
  )
}

/** A temperature of one number as it is; any other with one number for each row, `[…rows, 1]`. */
function forRows(temperature: Tensor, rows: readonly number[]): Tensor {
  return temperature.rank === 0 ? temperature : mul(temperature, ones([...rows, 1]))
}
