import { dispose, tidy, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core'
import { PotstillError, type Awaitable, type Batch, type Student, type Teacher } from '@potstill/spec'

/** Gives raw logits, `[B, C]` or `[B, tokens, C]`, for a batch. The caller disposes them, and the batch. */
export type Predictor = (batch: Batch) => Awaitable<Tensor>

/**
 * Predicts with a student, as it is used after training: no dropout, moving statistics.
 *
 * @example
 * const { accuracy } = await evaluate(studentPredictor(student), data.split('test'))
 */
export function studentPredictor(student: Student): Predictor {
  return ({ inputs }) => tidy(() => student.forward(inputs, { taps: [], training: false }).logits)
}

/** Predicts with a teacher that is open already. Throws a PotstillError where the teacher gives no logits. */
export function teacherPredictor(teacher: Teacher): Predictor {
  return async (batch) => {
    const { logits, ...others } = await teacher.predict(batch, { logits: true, taps: [], views: false })
    dispose(others as unknown as TensorContainer)
    if (logits !== undefined) return logits
    throw new PotstillError({
      code: 'evaluation/teacher-without-logits',
      component: teacher.name,
      expected: 'a teacher that gives logits',
      received: 'an answer without logits',
      fix: 'leave this teacher out of the comparison, or choose one that gives logits',
    })
  }
}
