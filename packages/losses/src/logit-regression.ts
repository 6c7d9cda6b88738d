import { defineLoss } from '@potstill/spec'
import { mean, squaredDifference, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { softenedLoss } from './parts/softened'
import type { TemperatureOption } from './parts/temperature'

const name = 'logitRegression'

export interface LogitRegressionOptions {
  /** Divides both logits. Default: 1. */
  readonly temperature?: TemperatureOption
}

/**
 * Compares the logits themselves, per example:
 *
 *     mean over classes of (z/T − v/T)²
 *
 * Ba & Caruana 2014, arXiv:1312.6184. It is what soft targets with T² come to for large T, but for a factor, where logits
 * have the mean 0 (Hinton et al. 2015).
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * logitRegressionLoss(tensor2d([[1, 4]]), tensor2d([[1, 2]])) // => [2]
 */
export function logitRegressionLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { temperature = 1 }: LogitRegressionOptions = {},
): Tensor {
  return tidy(() =>
    softenedLoss(
      name,
      { studentLogits, teacherLogits },
      { temperature, temperatureSquared: false },
      ({ student, teacher }) => mean(squaredDifference(student, teacher), -1),
    ),
  )
}

/**
 * Defines the regression of logits. See `logitRegressionLoss`.
 *
 * @example
 * logitRegression().traits.zeroAtMatch // => true
 */
export const logitRegression = defineLoss({
  name,
  summary: 'Mean square of the difference of the logits.',
  source: 'Ba & Caruana 2014, arXiv:1312.6184',
  formula: [
    'mean over classes of (z/T − v/T)²',
    'z: logits of the student; v: of the teacher; T: temperature',
  ].join('\n'),
  advice:
    'What soft targets come to for large T where logits have the mean 0, but for a factor; there is no T to find. ' +
    "Every class counts alike, very improbable ones too, and scale and offset of the teacher's logits are to be met as well. " +
    'It is not multiplied by T²: gradients shrink as T grows, so leave the temperature at 1.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({}),
  create: () => ({
    traits: {
      level: 'logits',
      softened: true,
      perExample: true,
      sameClasses: true,
      zeroAtMatch: true,
      temperatureSquared: false,
    },
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      logitRegressionLoss(studentLogits, teacherLogits, { temperature }),
  }),
})
