import {
  add,
  div,
  exp,
  keep,
  mean,
  mul,
  range,
  scalar,
  sqrt,
  squaredDifference,
  sub,
  sum,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { Broken } from './broken'
import {
  all,
  compiled,
  declared,
  factor,
  flat,
  gradient,
  large,
  one,
  options,
  order,
  same,
  softened,
  teacher,
} from './check-names'
import { detach, twiceTheGradient } from './detach'
import { refuseOtherClasses, toyValue } from './toy-loss'

/** Losses whose values or gradients are wrong. */
export const brokenValues: Readonly<Record<string, Broken>> = {
  'a gradient into the teacher': {
    compute: ({ studentLogits, teacherLogits }) => {
      refuseOtherClasses(studentLogits, teacherLogits)
      return mean(squaredDifference(studentLogits, teacherLogits), -1)
    },
    fails: [teacher],
    says: /no gradient at the teacher's teacherLogits/,
  },
  'a slope where the student is the teacher': {
    compute: ({ studentLogits, teacherLogits }) => {
      refuseOtherClasses(studentLogits, teacherLogits)
      return mean(sub(studentLogits, detach(teacherLogits)), -1)
    },
    fails: [flat],
    says: /the gradient 0 at studentLogits; got \[0.2, 0.2, 0.2, 0.2, 0.2, 0.2, …\]/,
  },
  'twice the gradient of its own variable': {
    init: () => ({ trainable: { share: scalar(0.5) } }),
    compute: ({ studentLogits, teacherLogits }, { variables }) =>
      mul(toyValue(studentLogits, teacherLogits), twiceTheGradient(variables['share'] ?? scalar(1))),
    fails: [gradient],
    says: /entry 0 of the gradient of share/,
  },
  'a tensor that is kept': {
    compute: ({ studentLogits, teacherLogits }) => {
      const loss = toyValue(studentLogits, teacherLogits)
      keep(zeros([1]))
      return loss
    },
    fails: [declared],
    says: /no tensor left behind; got 2/,
  },
  'exponentials of large logits': {
    compute: ({ studentLogits, teacherLogits }) =>
      toyValue(plainSoftmax(studentLogits), plainSoftmax(teacherLogits)),
    fails: [large],
    says: /finite values/,
  },
  'a value that is finite where its gradient is not': {
    // The gradient of a square root at 0.
    compute: ({ studentLogits, teacherLogits }) =>
      sqrt(toyValue(mul(studentLogits, 0), mul(teacherLogits, 0))),
    fails: [gradient, flat, large, same, one],
    says: /a finite gradient at studentLogits/,
  },
  'no room for examples that are the same': {
    traits: { perExample: false },
    compute: ({ studentLogits, teacherLogits }) => {
      refuseOtherClasses(studentLogits, teacherLogits)
      return toyValue(deviations(studentLogits), deviations(teacherLogits))
    },
    fails: [same, one],
    says: /a finite gradient at studentLogits/,
  },
  'weights by the place in the batch': {
    compute: ({ studentLogits, teacherLogits }) =>
      mul(toyValue(studentLogits, teacherLogits), range(1, studentLogits.shape[0]! + 1)),
    fails: [order],
    says: /the same in another order/,
  },
  'random numbers of its own': {
    compute: ({ studentLogits, teacherLogits }) =>
      mul(toyValue(studentLogits, teacherLogits), 1 + Math.random()),
    fails: [declared, gradient, order, factor, softened],
    says: /the same value twice/,
  },
  'a signal that it does not declare': {
    compute: (signals) => {
      const { labels } = signals as unknown as { readonly labels: Tensor }
      return add(toyValue(signals.studentLogits, signals.teacherLogits), mul(labels, 0))
    },
    fails: all.filter((check) => check !== options && check !== compiled),
    says: /reads the signal labels, which it does not declare/,
  },
  'twice the gradient': {
    compute: ({ studentLogits, teacherLogits }) => toyValue(twiceTheGradient(studentLogits), teacherLogits),
    fails: [gradient],
    says: /entry 0 of the gradient of studentLogits/,
  },
}

/** The softmax of a textbook, without the maximum taken off. */
function plainSoftmax(logits: Tensor): Tensor {
  const exponentials = exp(logits)
  return div(exponentials, sum(exponentials, -1, true))
}

/** The standard deviation of each class over the batch, with no room at 0. */
function deviations(logits: Tensor): Tensor {
  const centred = sub(logits, mean(logits, 0, true))
  return sqrt(mean(mul(centred, centred), 0))
}
