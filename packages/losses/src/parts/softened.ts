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
  { temperature = 1, temperatureSquared = true }: SoftenedOptions,
  compute: (rows: SoftenedRows<Fixed>) => Tensor,
): Tensor {
  checkSameClasses(component, studentLogits, teacherLogits)
  const { student, teacher, squared } = temperatureValue(component, temperature, studentLogits)
  const rows = studentLogits.shape.slice(0, -1)
  const loss = inChunks(
    { logits: studentLogits, ofStudent: forRows(student, rows), ofTeacher: forRows(teacher, rows) },
    { theirs: detach(teacherLogits), ...fixed },
    ({ logits, theirs, ofStudent, ofTeacher, ...beside }) =>
      compute({
        student: div(logits, ofStudent),
        teacher: div(theirs, ofTeacher),
        ...beside,
      } as unknown as SoftenedRows<Fixed>),
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
export function forRows(temperature: Tensor, rows: readonly number[]): Tensor {
  return temperature.rank === 0 ? temperature : mul(temperature, ones([...rows, 1]))
}
