import { defineLoss } from '@potstill/spec'
import { add, logSoftmax, mean, mul, neg, oneHot, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkLogits } from './parts/check-logits'
import { inChunks } from './parts/in-chunks'

const name = 'labelSmoothing'

export interface LabelSmoothingOptions {
  /** Share of the probability that is spread over all classes. Default: 0.1. */
  readonly epsilon?: number
}

/**
 * Cross-entropy with labels of which a share is spread over all classes, per example. With y the label and C classes,
 *
 *     −(1 − ε) log q_y − ε/C Σ_c log q_c
 *
 * Szegedy et al. 2016, arXiv:1512.00567, section 7. It needs no teacher: the plain peer of distillation.
 *
 * @param studentLogits float32 `[B, C]` or `[B, tokens, C]`
 * @param labels int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats
 * @throws PotstillError `losses/shape`
 *
 * @example
 * const studentLogits = tensor2d([[0, 100]])
 * labelSmoothingLoss(studentLogits, tensor1d([1], 'int32'), { epsilon: 0.1 }) // => [5]
 */
export function labelSmoothingLoss(
  studentLogits: Tensor,
  labels: Tensor,
  { epsilon = 0.1 }: LabelSmoothingOptions = {},
): Tensor {
  checkLogits(name, studentLogits)
  return tidy(() =>
    inChunks({ logits: studentLogits }, { labels }, ({ logits, labels }) => {
      const surprise = neg(logSoftmax(logits))
      const target = oneHot(labels, logits.shape.at(-1) ?? 0)
      return add(mul(1 - epsilon, sum(mul(target, surprise), -1)), mul(epsilon, mean(surprise, -1)))
    }),
  )
}

/**
 * Defines the cross-entropy with smoothed labels. See `labelSmoothingLoss`.
 *
 * @example
 * labelSmoothing({ epsilon: 0.2 }).needs // => ['studentLogits', 'labels']
 */
export const labelSmoothing = defineLoss({
  name,
  summary: 'Cross-entropy with labels of which a share is spread over all classes.',
  source: 'Szegedy et al. 2016, arXiv:1512.00567',
  formula: [
    '−(1 − ε) log q_y − ε/C · Σ_c log q_c',
    'q = softmax(z) of the student; y: the label; C: classes; ε: epsilon',
  ].join('\n'),
  advice:
    'Takes no teacher: the plain peer that distillation is held against. ' +
    'It treats all wrong classes alike, where a teacher tells them apart. Usual ε is 0.1. ' +
    'It is never 0: even the best student pays the entropy of the smoothed label.',
  needs: ['studentLogits', 'labels'],
  options: z.strictObject({
    epsilon: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('Share of the probability that is spread over all classes.'),
  }),
  create: (options) => ({
    traits: {
      level: 'logits',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: false,
    },
    compute: ({ studentLogits, labels }) => labelSmoothingLoss(studentLogits, labels, options),
  }),
})
