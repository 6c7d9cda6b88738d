import {
  add,
  div,
  exp,
  logSoftmax,
  losses,
  mean,
  mul,
  oneHot,
  sub,
  sum,
  tidy,
  train,
} from '@tensorflow/tfjs-core'
import { build } from '../networks/build.mjs'
import { classes } from '../networks/sizes.mjs'

/** @import { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core' */
/** @import { Mode } from '../networks/sizes.mjs' */

const temperature = 4

/**
 * A training step as one writes it with TensorFlow.js: Adam on the cross-entropy, or on 0.9·T²·KL + 0.1·cross-entropy
 * with the teacher's forward pass in the same step.
 *
 * @param {string} network
 * @param {Mode} mode
 */
export function trainingStep(network, mode) {
  const student = build(network, 'student')
  const teacher = mode === 'distill' ? build(network, 'teacher') : undefined
  const optimizer = train.adam(0.001)
  const variables = student.trainableWeights.map((weight) => /** @type {Variable} */ (weight.read()))

  /** @param {Tensor} x @param {Tensor1D} labels @param {Tensor | undefined} target */
  const loss = (x, labels, target) => {
    const logits = /** @type {Tensor} */ (student.apply(x, { training: true }))
    const hard = losses.softmaxCrossEntropy(oneHot(labels, classes), logits)
    if (target === undefined) return /** @type {Scalar} */ (hard)
    const soft = mean(sum(mul(exp(target), sub(target, logSoftmax(div(logits, temperature)))), -1))
    return /** @type {Scalar} */ (add(mul(soft, 0.9 * temperature ** 2), mul(hard, 0.1)))
  }

  /** @param {Tensor} x @param {Tensor1D} labels */
  const step = (x, labels) =>
    tidy(() => {
      const target = teacher && logSoftmax(div(/** @type {Tensor} */ (teacher.apply(x)), temperature))
      return /** @type {Scalar} */ (optimizer.minimize(() => loss(x, labels, target), true, variables))
    })

  return { student, teacher, step }
}
