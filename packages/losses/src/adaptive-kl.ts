import { defineLoss } from '@potstill/spec'
import {
  abs,
  add,
  cast,
  cumsum,
  div,
  exp,
  greaterEqual,
  lessEqual,
  logSoftmax,
  max,
  maximum,
  min,
  minimum,
  mul,
  neg,
  sub,
  sum,
  tidy,
  topk,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { constant } from './parts/constant'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { softenedLoss } from './parts/softened'

const name = 'adaptiveKl'

/** Keeps a share of no gap from being 0 / 0. */
const smallest = 1e-30

export interface AdaptiveKlOptions extends SoftenedOptions {
  /** Probability that the head of the teacher's classes holds, in (0, 1). Default: 0.5. */
  readonly mu?: number
  /** Default: `'dskd'`. */
  readonly variant?: 'dskd' | 'authors'
}

/**
 * Forward and reverse divergence, per example, weighed by where the student is further from the teacher: in the head of the teacher's
 * distribution, its most probable classes, or in the tail, the others. With p = softmax(v / T) of the teacher and q = softmax(z / T),
 *
 *     g_head = Σ_{c in head} |p_c − q_c|, g_tail = Σ_{c in tail} |p_c − q_c|
 *     T²/(g_head + g_tail) · [g_head Σ_c p_c (log p_c − log q_c) + g_tail Σ_c q_c (log q_c − log p_c)]
 *
 * The weights are constants to the gradient, as in both public programs. These differ in one class: with the classes in the order of p, the
 * most probable first, the head has
 *
 *     dskd:    each whose predecessors hold at most 1 − μ together (DSKD's various_divergence.py, whose tail holds less than μ)
 *     authors: the first, and each that holds at most μ together with its predecessors (the authors' own program)
 *
 * so that at μ = 0.5 the class that goes beyond one half is in the head of `dskd` and in the tail of `authors`. Classes of the same
 * probability are on the same side. Where student and teacher are the same, the programs divide 0 by 0; here value and gradient are 0.
 * Wu et al. 2024, arXiv:2404.02657, with μ = 0.5 and T = 1. DSKD leaves T² out: `temperatureSquared: false`.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * // Both gaps are 1: the forward divergence is 1000, and so is the reverse one.
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 1000]]), tensor2d([[1000, 0]])]
 * adaptiveKlLoss(studentLogits, teacherLogits) // => [1000]
 */
export function adaptiveKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { mu = 0.5, variant = 'dskd', ...softening }: AdaptiveKlOptions = {},
): Tensor {
  return tidy(() =>
    softenedLoss(name, { studentLogits, teacherLogits }, softening, ({ student, teacher }) => {
      const [logStudent, logTeacher] = [logSoftmax(student), logSoftmax(teacher)]
      const [p, q] = [exp(logTeacher), exp(logStudent)]
      const head = constant((...of) => headShare(of[0]!, of[1]!, mu, variant), p, q)
      const difference = sub(logTeacher, logStudent)
      const [forward, reverse] = [sum(mul(p, difference), -1), neg(sum(mul(q, difference), -1))]
      return add(mul(head, forward), mul(sub(1, head), reverse))
    }),
  )
}

/** What the head has of the gap between the probabilities p and q, of each row. */
function headShare(p: Tensor, q: Tensor, mu: number, variant: 'dskd' | 'authors'): Tensor {
  const sorted = topk(p, p.shape.at(-1)).values
  const together = cumsum(sorted, sorted.rank - 1)
  const first = variant === 'dskd' ? lessEqual(sub(together, sorted), 1 - mu) : lessEqual(together, mu)
  // Its least probable class; the first one, where the head would be empty.
  const least = minimum(min(where(first, sorted, 1), -1, true), max(p, -1, true))
  const gap = abs(sub(p, q))
  const ofHead = sum(mul(gap, cast(greaterEqual(p, least), 'float32')), -1)
  return div(ofHead, maximum(sum(gap, -1), smallest))
}

/**
 * Defines the adaptive divergence. See `adaptiveKlLoss`.
 *
 * @example
 * adaptiveKl().traits.zeroAtMatch // => true
 */
export const adaptiveKl = defineLoss({
  name,
  summary: "Forward and reverse divergence, weighed by the gap in the teacher's head and tail.",
  source: 'Wu et al. 2024, arXiv:2404.02657',
  formula: [
    'T²/(g + h) · Σ_c [g p_c (log p_c − log q_c) + h q_c (log q_c − log p_c)]',
    "g: Σ |p_c − q_c| over the teacher's most probable classes, up to a mass of μ",
    'h: the same over the others; both are constants',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student',
  ].join('\n'),
  advice:
    'For language models and other large vocabularies: the forward divergence fits the head of the distribution first and the reverse one the tail, and each token gets more of the one it lacks. ' +
    'Usual: μ = 0.5 and T = 1. ' +
    'It sorts the classes of every token, which takes longer than the other divergences do.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    mu: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe("The teacher's probability that divides its classes into head and tail."),
    variant: z
      .enum(['dskd', 'authors'])
      .default('dskd')
      .describe(
        'Whether the class that goes beyond mu is in the head (dskd) or in the tail (authors), unless it is the first.',
      ),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      adaptiveKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
