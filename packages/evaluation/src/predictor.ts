import { dispose, tidy, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core'
import { PotstillError, type Awaitable, type Batch, type Student, type Teacher } from '@potstill/spec'

/**
 * Gives raw logits, `[B, C]` or `[B, tokens, C]`, for a batch. The caller disposes them, so they are a tensor of their
 * own and none of the batch's.
 */
export type Predictor = (batch: Batch) => Awaitable<Tensor>

/**
 * Predicts with a student, as it is used after training: no dropout, moving statistics.
 *
 * @example
 * import { mlp } from '@potstill/students'
 * const student = await mlp({ hidden: [8] }).build({ inputShape: [2], classes: 3, seed: 1 })
 * const batch = { ids: tensor1d([0, 1], 'int32'), inputs: zeros([2, 2]) }
 * const logits = await studentPredictor(student)(batch)
 * logits.shape // => [2, 3]
 */
export function studentPredictor(student: Student): Predictor {
  return ({ inputs }) => tidy(() => student.forward(inputs, { taps: [], training: false }).logits)
}

/**
 * Predicts with a teacher that is open already. The predictor throws a PotstillError
 * (`evaluation/teacher-without-logits`) where the teacher gives no logits.
 *
 * @example
 * import { layersModelTeacher } from '@potstill/teachers'
 * const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] })] })
 * const predict = teacherPredictor(layersModelTeacher(model))
 * const logits = await predict({ ids: tensor1d([0, 1], 'int32'), inputs: zeros([2, 2]) })
 * logits.shape // => [2, 3]
 */
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
