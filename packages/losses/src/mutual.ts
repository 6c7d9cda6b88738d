import { defineLoss, PotstillError, type TemperatureValue } from '@potstill/spec'
import {
  add,
  addN,
  div,
  exp,
  logSoftmax,
  mul,
  squeeze,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkSameClasses } from './parts/check-logits'
import { detach } from './parts/detach'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { temperatureValue } from './parts/temperature'

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
  { temperature = 1, temperatureSquared = true, variant = 'paper' }: MutualOptions = {},
): Tensor {
  const peers = 'shape' in peerLogits ? [peerLogits] : peerLogits
  if (peers.length === 0) throw noPeers()
  for (const peer of peers) checkSameClasses(name, studentLogits, peer)
  return tidy(() => {
    const value = temperatureValue(name, temperature, studentLogits)
    const each = peers.map((peer) => rows(studentLogits, detach(peer), value, variant))
    const loss = div(addN(each), peers.length)
    return squeeze(temperatureSquared ? mul(loss, value.squared) : loss, [-1])
  })
}

/** The divergence from one peer of each row of logits, `[…, 1]`, without T². */
function rows(
  own: Tensor,
  peer: Tensor,
  { student, teacher }: TemperatureValue,
  variant: 'paper' | 'paddleslim',
): Tensor {
  const [logOwn, logPeer] = [logSoftmax(div(own, student)), logSoftmax(div(peer, teacher))]
  const forward = sum(mul(exp(logPeer), sub(logPeer, logOwn)), -1, true)
  if (variant === 'paper') return forward
  const reverse = sum(mul(exp(logOwn), sub(logOwn, logPeer)), -1, true)
  return div(add(forward, reverse), 2)
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
  formula: `paper: T² Σ_c p_c (log p_c − log q_c)
paddleslim: T² ½ Σ_c [p_c (log p_c − log q_c) + q_c (log q_c − log p_c)]
p = softmax(v / T), q = softmax(z / T); z student logits, v the peer's, constants`,
  advice:
    "Trains several networks together where there is no trained teacher: each is a learner with crossEntropy and one such term for each other one, teacher: { peer: name }. Usual: a temperature of 1, and weights of 1 / (K − 1) among K learners, which is the paper's mean over peers. Let them start from different weights: peers that say the same have nothing to teach.",
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
