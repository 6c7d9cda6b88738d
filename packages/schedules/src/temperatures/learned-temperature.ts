import { defineTemperature, type NamedTensors } from '@potstill/spec'
import {
  add,
  concat,
  cos,
  matMul,
  minimum,
  mul,
  relu,
  reshape,
  scalar,
  sigmoid,
  square,
  sub,
  type Tensor,
  tensor1d,
  zeros,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach } from './detach'
import { reverseGradient } from './reverse-gradient'

/** θ of every example: `[B, 1]` or `[B, tokens, 1]`. */
function thetaOfExamples(studentLogits: Tensor, teacherLogits: Tensor, variables: NamedTensors): Tensor {
  const { hidden, hiddenBias, output, outputBias } = variables as Readonly<Record<string, Tensor>>
  const both = concat([detach(studentLogits), detach(teacherLogits)], -1)
  const rows = reshape(both, [-1, both.shape.at(-1) ?? 1])
  const inner = relu(add(matMul(rows as never, hidden as never), hiddenBias!))
  const theta = add(matMul(inner as never, output as never), outputBias!)
  return reshape(theta, [...both.shape.slice(0, -1), 1])
}

/** 0 at the start, −1 from `epochs` on, along half a cosine wave. */
function reversal(epoch: Tensor, epochs: number): Tensor {
  if (epochs === 0) return scalar(-1)
  return mul(sub(cos(mul(minimum(epoch, epochs), Math.PI / epochs)), 1), 0.5)
}

/**
 * Defines a temperature that is learned against the student: it is trained to make the loss larger,
 *
 *     T = lowest + range · sigmoid(θ),   squared = T²
 *
 * where the gradient of θ is multiplied by λ, which goes from 0 to −1 by a cosine over the first `epochs` epochs. T² lies
 * inside the gradient. θ is one number (`per: 'run'`, starts at 1: T = 15.6 by default), or comes from a network of one
 * hidden layer on both sides' logits (`per: 'example'`), which starts at the same T for all and sees the logits as
 * constants (the reference code lets the gradient through, and normalizes batches in it).
 * Li et al. 2023, arXiv:2211.16231.
 *
 * @example
 * learnedTemperature({ per: 'example' }).needs // => ['studentLogits', 'teacherLogits']
 */
export const learnedTemperature = defineTemperature({
  name: 'learnedTemperature',
  summary: 'Learned against the student, for the whole run or per example.',
  source: 'Li et al. 2023, arXiv:2211.16231',
  formula: [
    'T = lowest + range · sigmoid(θ),   squared = T²',
    'θ: learned, one number, or by a small network for each example; its gradient is',
    'multiplied by λ, from 0 to −1 by a cosine over the first epochs: it makes the loss larger',
  ].join('\n'),
  advice:
    'Where there is no time to search for T: it is trained against the student (CTKD), per run or per example. ' +
    'The authors use it with weight 0.9 beside crossEntropy at 0.1, and λ whole after 10 epochs; T starts at 15.6. ' +
    'T may run to an end of its range and stay there: look at it, and narrow range.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    per: z.enum(['run', 'example']).default('run').describe('One temperature, or one for each example.'),
    lowest: z.number().positive().default(1).describe('The lowest temperature.'),
    range: z.number().positive().default(20).describe('How far above it the highest lies.'),
    start: z.number().default(1).describe('What θ starts at.'),
    epochs: z.number().nonnegative().default(10).describe('Epochs until the reversal is whole.'),
    hidden: z.int().positive().default(128).describe('Units of the hidden layer, per example.'),
  }),
  create: ({ per, lowest, range, start, epochs, hidden }) => ({
    init: ({ classes, random }) => ({
      trainable:
        per === 'run'
          ? { theta: scalar(start) }
          : {
              hidden: random.normal('hidden', [2 * classes, hidden], 0, 1 / Math.sqrt(classes)),
              hiddenBias: zeros([hidden]),
              output: zeros([hidden, 1]),
              outputBias: tensor1d([start]),
            },
    }),
    resolve: ({ studentLogits, teacherLogits }, { variables, progress }) => {
      const theta =
        per === 'run' ? variables['theta']! : thetaOfExamples(studentLogits, teacherLogits, variables)
      const opposed = reverseGradient(theta, reversal(progress.epoch, epochs))
      const value = add(lowest, mul(sigmoid(opposed), range))
      return { student: value, teacher: value, squared: square(value) }
    },
  }),
})
