import {
  div,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  softmax,
  squaredDifference,
  sum,
} from '@tensorflow/tfjs-core'
import { defineLoss, type LossTraits } from '@potstill/spec'
import * as z from 'zod'

const traits: LossTraits = {
  level: 'logits',
  softened: false,
  perExample: true,
  sameClasses: true,
  zeroAtMatch: false,
  temperatureSquared: false,
}

export const crossEntropy = defineLoss({
  name: 'crossEntropy',
  summary: '−log q(label).',
  needs: ['studentLogits', 'labels'],
  options: z.strictObject({}),
  create: () => ({
    traits,
    compute: ({ studentLogits, labels }) => {
      const target = oneHot(labels, studentLogits.shape.at(-1)!)
      return neg(sum(mul(target, logSoftmax(studentLogits)), -1))
    },
  }),
})

export const softTargets = defineLoss({
  name: 'softTargets',
  summary: 'Cross-entropy with the softened teacher.',
  source: 'Hinton et al. 2015, arXiv:1503.02531',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    form: z.enum(['crossEntropy', 'kl']).default('crossEntropy').describe('Which of the two.'),
    classes: z.array(z.int()).optional(),
  }),
  create: () => ({
    traits: { ...traits, softened: true, temperatureSquared: true },
    compute: ({ studentLogits, teacherLogits }, { temperature }) => {
      const soft = softmax(div(teacherLogits, temperature.teacher))
      const losses = neg(sum(mul(soft, logSoftmax(div(studentLogits, temperature.student))), -1))
      return mul(losses, temperature.squared)
    },
  }),
})

export const hints = defineLoss({
  name: 'hints',
  summary: 'Squared difference of mean features.',
  needs: ['features'],
  options: z.strictObject({}),
  create: () => ({
    traits: { ...traits, level: 'features', sameClasses: false, zeroAtMatch: true },
    compute: ({ features }) =>
      squaredDifference(mean(features[0]!.student, -1), mean(features[0]!.teacher, -1)),
  }),
})
