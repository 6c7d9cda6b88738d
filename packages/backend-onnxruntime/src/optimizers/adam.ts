import { mul, tidy, zerosLike, type Variable } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import { numberOf, type Slot, type UpdateRule } from './update-rule'

interface AdamFields {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** β₁ᵗ and β₂ᵗ. */
  readonly accBeta1: Variable
  readonly accBeta2: Variable
  readonly accumulatedFirstMoment: Slot[]
  readonly accumulatedSecondMoment: Slot[]
}

/** m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·(m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε). */
const loop = vectorLoop(
  {
    arrays: ['w', 'g', 'm', 'v'],
    numbers: [
      'beta1',
      'gradientShare',
      'beta2',
      'squareShare',
      'correction1',
      'correction2',
      'epsilon',
      'rate',
    ],
  },
  ({ w, g, m, v, beta1, gradientShare, beta2, squareShare, correction1, correction2, epsilon, rate }) => {
    const first = m.times(beta1).plus(g.times(gradientShare))
    const second = v.times(beta2).plus(g.squared().times(squareShare))
    const step = first.over(correction1).over(second.over(correction2).root().plus(epsilon))
    return [step.times(rate).plus(w), first, second]
  },
)

export const adamUpdate: UpdateRule<AdamFields> = (fields) => {
  const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = fields
  return {
    slotLists: [
      { slots: fields.accumulatedFirstMoment, suffix: 'm', initial: zerosLike },
      { slots: fields.accumulatedSecondMoment, suffix: 'v', initial: zerosLike },
    ],
    loop,
    numbers: [
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      1 - numberOf(accBeta1),
      1 - numberOf(accBeta2),
      epsilon,
      -learningRate,
    ],
    finish: () =>
      tidy(() => {
        accBeta1.assign(mul(accBeta1, beta1))
        accBeta2.assign(mul(accBeta2, beta2))
      }),
  }
}
