import { defineTemperature } from '@potstill/spec'
import {
  add,
  div,
  exp,
  fill,
  less,
  log,
  logSoftmax,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  square,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { baseOption } from './base-option'
import { detached } from './detach'

/** Halvings of the interval: float32 tells no more apart. */
const halvings = 24

/** Entropy in nats of softmax(logits / T), `[B, 1]` or `[B, tokens, 1]`. */
export function softenedEntropy(logits: Tensor, temperature: Tensor): Tensor {
  const logs = logSoftmax(div(logits, temperature))
  return neg(sum(mul(exp(logs), logs), -1, true))
}

/**
 * The temperature in [lowest, highest] at which each row's softened entropy is nearest to `target` (nats). The entropy
 * never falls as T grows, so the interval of log T is halved.
 */
export function temperatureOfEntropy(
  logits: Tensor,
  target: Tensor,
  lowest: number,
  highest: number,
): Tensor {
  const shape = [...logits.shape.slice(0, -1), 1]
  let low: Tensor = fill(shape, Math.log(lowest))
  let high: Tensor = fill(shape, Math.log(highest))
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = mul(add(low, high), 0.5)
    const tooSharp = less(softenedEntropy(logits, exp(middle)), target)
    const [before, after] = [low, high]
    low = where(tooSharp, middle, before)
    high = where(tooSharp, after, middle)
  }
  return exp(mul(add(low, high), 0.5))
}

/**
 * Defines the temperature of each example by an entropy: the T at which the teacher's softened distribution has
 *
 *     H(softmax(v / T)) = base · log C
 *
 * so that every example's targets are equally soft. The student is softened by the same T (`student: 'same'`), or by its
 * own T' at which its distribution has that entropy too (`'own'`). squared = T · T'. Where the entropy is not reached
 * within [lowest, highest], such as for equal logits, T is the nearer end. Found by bisection and a constant: no gradient
 * flows through it. The definition is this package's own; on why equally soft targets help, see arXiv:2605.20357.
 *
 * @example
 * entropyMatching({ base: 0.5 }).needs // => ['studentLogits', 'teacherLogits']
 */
export const entropyMatching = defineTemperature({
  name: 'entropyMatching',
  summary: 'The temperature at which every softened distribution has the same entropy, per example.',
  formula: [
    "H(softmax(v / T)) = base · log C,   squared = T · T'",
    "H: entropy in nats; v: the teacher's logits of each example; C: classes",
    "T': the student's: the same, or where its own distribution has that entropy (own)",
  ].join('\n'),
  advice:
    "Where targets are to be equally soft, whatever the size of an example's logits. " +
    "base is the softness: 0 is one-hot, 1 is all classes alike; the definition is this package's own. " +
    'It costs 24 softmaxes a step (twice that with student: own), and no gradient flows through it.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z
    .strictObject({
      base: baseOption(
        0.5,
        'The entropy, as a fraction of that of equal probabilities: a number or a schedule.',
      ),
      student: z
        .enum(['same', 'own'])
        .default('same')
        .describe("same: the teacher's temperature; own: the student's for the same entropy."),
      lowest: z.number().positive().default(0.1).describe('The lowest temperature.'),
      highest: z.number().positive().default(100).describe('The highest temperature.'),
    })
    .refine(({ lowest, highest }) => lowest <= highest, {
      path: ['highest'],
      error: 'expected at least the lowest temperature',
    }),
  create: ({ base, student: side, lowest, highest }) => ({
    base,
    resolve: ({ studentLogits, teacherLogits }, context) => {
      const fraction = minimum(maximum(context.base, 0), 1)
      const target = mul(fraction, log(scalar(teacherLogits.shape.at(-1) ?? 1)))
      const find = (logits: Tensor) =>
        detached(logits, (constant) => temperatureOfEntropy(constant, target, lowest, highest))
      const teacher = find(teacherLogits)
      if (side === 'same') return { student: teacher, teacher, squared: square(teacher) }
      const student = find(studentLogits)
      return { student, teacher, squared: mul(student, teacher) }
    },
  }),
})
