import { add, mul, tidy, zerosLike, type Variable } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import { numberOf, type Slot, type UpdateRule } from './update-rule'

interface AdamaxFields {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly decay: number
  readonly iteration: Variable
  /** β₁ᵗ. */
  readonly accBeta1: Variable
  readonly accumulatedFirstMoment: Slot[]
  readonly accumulatedWeightedInfNorm: Slot[]
}

/** m ← β₁m + (1−β₁)g, u ← max(β₂u, |g|), w ← w − η/(1−β₁ᵗ)·m/(u + ε). */
const loop = vectorLoop(
  { arrays: ['w', 'g', 'm', 'u'], numbers: ['beta1', 'gradientShare', 'beta2', 'epsilon', 'rate'] },
  ({ w, g, m, u, beta1, gradientShare, beta2, epsilon, rate }) => {
    const first = m.times(beta1).plus(g.times(gradientShare))
    const norm = u.times(beta2).max(g.abs())
    return [rate.times(first.over(norm.plus(epsilon))).plus(w), first, norm]
  },
)

export const adamaxUpdate: UpdateRule<AdamaxFields> = (fields) => {
  const { learningRate, beta1, beta2, epsilon, decay, iteration, accBeta1 } = fields
  const single = Math.fround
  // Rounded as the original's scalars are.
  const decayed = single(single(-learningRate) / single(single(numberOf(iteration) * single(decay)) + 1))
  return {
    slotLists: [
      { slots: fields.accumulatedFirstMoment, suffix: 'm', initial: zerosLike },
      { slots: fields.accumulatedWeightedInfNorm, suffix: 'v', initial: zerosLike },
    ],
    loop,
    numbers: [beta1, 1 - beta1, beta2, epsilon, decayed / single(1 - numberOf(accBeta1))],
    finish: () =>
      tidy(() => {
        iteration.assign(add(iteration, 1))
        accBeta1.assign(mul(accBeta1, beta1))
      }),
  }
}
