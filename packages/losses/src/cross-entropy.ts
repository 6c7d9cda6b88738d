import { defineLoss, PotstillError } from '@potstill/spec'
import { logSoftmax, mul, neg, oneHot, sum, type Tensor, tidy } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkLabels } from './parts/check-labels'
import { checkLogits, checkSameShape } from './parts/check-logits'
import { detach } from './parts/detach'
import { inChunks } from './parts/in-chunks'

const name = 'crossEntropy'

/**
 * Compares the student with the truth, per example: labels, or a probability for each class.
 *
 * With q = softmax(z) of the student, and c the label's one-hot vector or the given probabilities,
 *
 *     −Σ_j c_j log q_j
 *
 * No temperature is applied: this is the hard term beside a softened one.
 * Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2 (the second objective).
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`: logits, not probabilities
 * @param truth int32 labels in `[0, C)` of shape `[B]` or `[B, tokens]`; or float32 probabilities in the shape of z
 * @returns float32 `[B]` or `[B, tokens]`, in nats; unreduced: take the mean yourself
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`
 *
 * @example
 * const studentLogits = tensor2d([[1000, 0], [0, 1000]])
 * crossEntropyLoss(studentLogits, tensor1d([0, 0], 'int32')) // => [0, 1000]
 * crossEntropyLoss(studentLogits, tensor2d([[1, 0], [0.5, 0.5]])) // => [0, 500]
 */
export function crossEntropyLoss(studentLogits: Tensor, truth: Tensor): Tensor {
  checkLogits(name, studentLogits)
  const labelled = truth.rank === studentLogits.rank - 1
  if (labelled) checkLabels(name, studentLogits, truth)
  else checkSameShape(name, ['student', studentLogits], ['targets', truth])
  return tidy(() =>
    inChunks({ logits: studentLogits }, { truth: detach(truth) }, ({ logits, truth }) => {
      // int32, oneHot's default, which mul casts: on the wasm backend a float32 oneHot holds the bits of integers.
      const targets = labelled ? oneHot(truth, logits.shape.at(-1) ?? 0) : truth
      return sum(mul(targets, neg(logSoftmax(logits))), -1)
    }),
  )
}

/**
 * Defines the hard term: the batch's `targets` where it has them, else its `labels`. See `crossEntropyLoss`.
 *
 * @example
 * crossEntropy().uses // => ['labels', 'targets']
 */
export const crossEntropy = defineLoss({
  name,
  summary: 'Cross-entropy with the labels, or with the given class probabilities.',
  source: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531',
  formula: [
    '−Σ_j c_j log q_j',
    'q = softmax(z) of the student; c: the label as a one-hot vector, or given probabilities',
  ].join('\n'),
  advice:
    'The hard term beside a softened one, and alone the baseline that a distilled student is held against. ' +
    'Usual weight 0.1 beside softTargets at 0.9 on CIFAR with T = 4, half and half on ImageNet with T = 1; beside dkd and dist 1. ' +
    'It takes targets where batches have them, else labels; a temperature does not reach it.',
  needs: ['studentLogits'],
  uses: ['labels', 'targets'],
  options: z.strictObject({}),
  create: () => ({
    traits: {
      level: 'logits',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: false,
    },
    init: ({ signals }) => {
      if (!signals.includes('labels') && !signals.includes('targets')) throw noTruth('neither')
      return {}
    },
    compute: ({ studentLogits, labels, targets }) => {
      const truth = targets ?? labels
      if (truth === undefined) throw noTruth('a batch with neither')
      return crossEntropyLoss(studentLogits, truth)
    },
  }),
})

function noTruth(received: string): PotstillError {
  return new PotstillError({
    code: 'losses/no-truth',
    component: name,
    expected: 'labels or targets in the batches',
    received,
    fix: 'choose data that have labels, or leave the loss out of the objective and learn from the teacher alone',
  })
}
