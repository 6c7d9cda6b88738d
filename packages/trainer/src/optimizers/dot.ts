import { defineOptimizer, PotstillError, type OptimizerUpdate } from '@potstill/spec'
import { add, addN, mul, sub, zerosLike, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayedGradient } from './decayed-gradient'
import { decayRateOption, rateOption, weightDecayOption } from './rate-option'
import { slot } from './slot'

interface Parted {
  /** Undefined where no term of the kind reaches the variable. */
  readonly task: Tensor | undefined
  readonly taught: Tensor | undefined
}

/**
 * Makes the Distillation-Oriented Trainer: gradient descent with a momentum for the terms that read the teacher, and a
 * smaller one for those that do not, so that the teacher leads where the two disagree.
 *
 *     v_task ← (μ − Δ)v_task + g_task + λw,  v_taught ← (μ + Δ)v_taught + g_taught,  w ← w − η(v_task + v_taught)
 *
 * Weight decay goes with the task's gradient, as in the authors' code: it is a term without a teacher, and enters once. A
 * variable that only one of the two kinds of terms reaches has nothing to weigh up: its momentum is μ, with weight decay.
 * So does an objective without a teacher train as with `momentum`. Gradients by term cannot be clipped by value; clipping by
 * norm scales all of them alike.
 *
 * Source: Zhao et al. 2023, arXiv:2307.08436; the authors take Δ = 0.075 on CIFAR-100, 0.09 on ImageNet.
 *
 * @throws PotstillError `options/invalid` where μ − |Δ| is below 0 or μ + |Δ| is not below 1; `trainer/gradients-by-term`
 * where an update comes without gradients by term
 *
 * @example
 * dot({ learningRate: 0.05, delta: 0.075 }).gradients // => 'byTerm'
 */
export const dot = defineOptimizer({
  name: 'dot',
  summary: 'Momentum that is larger for what the teacher says than for the labels.',
  source: 'Zhao et al. 2023, arXiv:2307.08436',
  options: z
    .strictObject({
      learningRate: rateOption,
      momentum: decayRateOption.default(0.9).describe('μ, the mean of the two momenta.'),
      delta: z
        .number()
        .default(0.075)
        .describe('Δ, added for terms with a teacher, taken off for the others.'),
      weightDecay: weightDecayOption.describe(
        'λ, added as λ·w to the gradient of the terms without a teacher.',
      ),
    })
    .refine(({ momentum, delta }) => momentum >= Math.abs(delta) && momentum + Math.abs(delta) < 1, {
      path: ['delta'],
      error: 'expected momentum - delta and momentum + delta in [0, 1)',
    }),
  create: ({ learningRate, momentum, delta, weightDecay }) => ({
    gradients: 'byTerm',
    learningRate,
    weightDecay,
    init: (variable) => ({ taskVelocity: zerosLike(variable), taughtVelocity: zerosLike(variable) }),
    apply: (update) => {
      const { value, slots, rates } = update
      const { task, taught } = part(update)
      const shift = task !== undefined && taught !== undefined ? delta : 0
      const advance = (name: string, gradient: Tensor | undefined, kept: number) =>
        gradient === undefined ? slot(slots, name) : add(mul(slot(slots, name), kept), gradient)
      const decayed = (gradient: Tensor) => decayedGradient(gradient, value, rates.weightDecay)
      const taskVelocity = advance('taskVelocity', task && decayed(task), momentum - shift)
      const taughtGradient = taught && (task === undefined ? decayed(taught) : taught)
      const taughtVelocity = advance('taughtVelocity', taughtGradient, momentum + shift)
      const step = mul(add(taskVelocity, taughtVelocity), rates.learningRate)
      return { value: sub(value, step), slots: { taskVelocity, taughtVelocity } }
    },
  }),
})

function part({ byTerm, taught = [] }: OptimizerUpdate): Parted {
  if (byTerm === undefined) {
    throw new PotstillError({
      code: 'trainer/gradients-by-term',
      component: 'dot',
      expected: 'the gradient of each term, in byTerm',
      received: 'their sum alone',
      fix: 'give byTerm and taught, or take the optimizer momentum',
    })
  }
  const pick = (fits: (name: string) => boolean) => {
    const found = Object.entries(byTerm).flatMap(([name, gradient]) => (fits(name) ? [gradient] : []))
    return found.length === 0 ? undefined : addN(found)
  }
  return { task: pick((name) => !taught.includes(name)), taught: pick((name) => taught.includes(name)) }
}
