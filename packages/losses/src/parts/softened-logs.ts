import { div, logSoftmax, mul, squeeze, sum, type Tensor } from '@tensorflow/tfjs-core'
import { checkSameClasses } from './check-logits'
import { detach } from './detach'
import { temperatureValue, type TemperatureOption } from './temperature'

/** What compares two softened distributions class by class. */
export interface SoftenedLogs {
  /** log q, `[B, C]` or `[B, tokens, C]`. */
  readonly logStudent: Tensor
  /** log p, a constant. */
  readonly logTeacher: Tensor
  /** Adds up over the classes, and multiplies by T² where that is asked for: `[B]` or `[B, tokens]`. */
  total(perClass: Tensor, temperatureSquared: boolean): Tensor
}

/**
 * Log-probabilities of both networks at a temperature.
 *
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 */
export function softenedLogs(
  component: string,
  studentLogits: Tensor,
  teacherLogits: Tensor,
  temperature: TemperatureOption = 1,
): SoftenedLogs {
  checkSameClasses(component, studentLogits, teacherLogits)
  const { student, teacher, squared } = temperatureValue(component, temperature, studentLogits)
  return {
    logStudent: logSoftmax(div(studentLogits, student)),
    logTeacher: logSoftmax(div(detach(teacherLogits), teacher)),
    total: (perClass, temperatureSquared) => {
      const rows = sum(perClass, -1, true)
      return squeeze(temperatureSquared ? mul(rows, squared) : rows, [-1])
    },
  }
}
