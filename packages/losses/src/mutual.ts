import { defineLoss, PotstillError } from '@potstill/spec'
import { addN, div, exp, mul, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { divergence } from './parts/softened'

const name = 'mutual'

export interface MutualOptions extends SoftenedOptions {
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'paddleslim'
}

/**
 * What a network learns from others that train beside it, per example: the mean over its K peers of the divergence of its own
 * probabilities q from theirs, p = softmax(v / T) and q = softmax(z / T),
 *
 *     paper:      T²/K · Σ_peers Σ_c p_c (log p_c − log q_c)
 *     paddleslim: T²/K · Σ_peers ½ Σ_c [p_c (log p_c − log q_c) + q_c (log q_c − log p_c)]
 *
 * No gradient reaches the peers, which learn by such a term of their own. `paper` is the program of Knowledge-Distillation-Zoo too;
 * `paddleslim` is the symmetric form of PaddleSlim's DMLLoss. Zhang et al. 2018 (DML), arXiv:1706.00384, at T = 1.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param peerLogits v, float32 of the same shape: of one peer, or of several
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`; `losses/peers` for none
 *
 * @example
 * const [own, one, other] = [tensor2d([[0, 0]]), tensor2d([[0, 1000]]), tensor2d([[5, 5]])]
 * mutualLoss(own, one) // => [Math.log(2)]
 * mutualLoss(own, [one, other]) // => [Math.log(2) / 2]
 */
export function mutualLoss(
  studentLogits: Tensor,
  peerLogits: Tensor | readonly Tensor[],
  { variant = 'paper', ...softening }: MutualOptions = {},
): Tensor {
  const peers = 'shape' in peerLogits ? [peerLogits] : peerLogits
  if (peers.length === 0) throw noPeers()
  return tidy(() => {
    const each = peers.map((teacherLogits) =>
      divergence(name, { studentLogits, teacherLogits }, softening, byClass[variant]),
    )
    return div(addN(each), peers.length)
  })
}

/** What is summed over the classes, of the log-probabilities of a network and its peer. */
const byClass: Record<NonNullable<MutualOptions['variant']>, (own: Tensor, peer: Tensor) => Tensor> = {
  paper: (own, peer) => mul(exp(peer), sub(peer, own)),
  paddleslim: (own, peer) => div(mul(sub(exp(peer), exp(own)), sub(peer, own)), 2),
}

function noPeers(): PotstillError {
  return new PotstillError({
    code: 'losses/peers',
    component: name,
    expected: 'the logits of at least one peer',
    received: 'none',
    fix: 'leave the loss out where a network trains alone',
  })
}

/**
 * Defines deep mutual learning. Each learner has such a term for each of its peers, `teacher: { peer: … }`. See `mutualLoss`.
 *
 * @example
 * mutual().needs // => ['studentLogits', 'teacherLogits']
 */
export const mutual = defineLoss({
  name,
  summary: 'Divergence from what peers that train beside the student believe.',
  source: 'Zhang et al. 2018, arXiv:1706.00384',
  formula: [
    'paper: T² · Σ_c p_c (log p_c − log q_c)',
    'paddleslim: T² · ½ Σ_c [p_c (log p_c − log q_c) + q_c (log q_c − log p_c)]',
    'p = softmax(v / T) of the peer, a constant; q = softmax(z / T) of the learner itself',
  ].join('\n'),
  advice:
    'Trains several networks together where there is no trained teacher: each is a learner with crossEntropy and one such term for each of the others, teacher: { peer: name }. ' +
    "Usual: T = 1, and a weight of 1 / (K − 1) among K learners, which makes the sum the paper's mean over peers. " +
    'Let them start from different weights: peers that say the same have nothing to teach.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    variant: z
      .enum(['paper', 'paddleslim'])
      .default('paper')
      .describe(
        "paper is the divergence from the peer; paddleslim its mean with the peer's from the student.",
      ),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      mutualLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
