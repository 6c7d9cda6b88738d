import { div, exp, logSoftmax, matMul, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'

/** Logits `[B, C]` of both networks for the same view of the same examples. */
export interface LogitPair {
  readonly student: Tensor
  /** A constant. */
  readonly teacher: Tensor
}

/** How far probabilities are apart at each level of MLKD, before anything is masked or averaged. */
export interface PredictionLevels {
  /** T² times the divergence of each example, `[B]`. */
  readonly examples: Tensor
  /** Squared differences of how much the examples have in common, `[B, B]`. */
  readonly batch: Tensor
  /** Squared differences of how much the classes have in common, `[C, C]`. */
  readonly classes: Tensor
}

/** Compares the probabilities P of the teacher and Q of the student at a temperature: their divergence, P Pᵀ and Pᵀ P. */
export function predictionLevels({ student, teacher }: LogitPair, temperature: number): PredictionLevels {
  const [logStudent, logTeacher] = [
    logSoftmax(div(student, temperature)),
    logSoftmax(div(teacher, temperature)),
  ]
  const [q, p] = [exp(logStudent), exp(logTeacher)]
  const apart = (gram: (rows: Tensor) => Tensor) => square(sub(gram(p), gram(q)))
  return {
    examples: mul(sum(mul(p, sub(logTeacher, logStudent)), -1), temperature ** 2),
    batch: apart((rows) => matMul(rows, rows, false, true)),
    classes: apart((rows) => matMul(rows, rows, true, false)),
  }
}
