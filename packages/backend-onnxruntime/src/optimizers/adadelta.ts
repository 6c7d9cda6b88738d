import { zerosLike } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import type { Slot, UpdateRule } from './update-rule'

interface AdadeltaFields {
  readonly learningRate: number
  readonly rho: number
  readonly epsilon: number
  readonly accumulatedGrads: Slot[]
  readonly accumulatedUpdates: Slot[]
}

/**
 * u = √(s + ε)/√(a + ε)·g, a ← ρa + (1−ρ)g², s ← ρs + (1−ρ)u², w ← w − η·u. As in TensorFlow.js, u takes a from before
 * this gradient.
 */
const loop = vectorLoop(
  { arrays: ['w', 'g', 'a', 's'], numbers: ['rho', 'newShare', 'epsilon', 'rate'] },
  ({ w, g, a, s, rho, newShare, epsilon, rate }) => {
    const update = s.plus(epsilon).root().over(a.plus(epsilon).root()).times(g)
    return [
      update.times(rate).plus(w),
      a.times(rho).plus(g.squared().times(newShare)),
      s.times(rho).plus(update.squared().times(newShare)),
    ]
  },
)

export const adadeltaUpdate: UpdateRule<AdadeltaFields> = (fields) => ({
  slotLists: [
    { slots: fields.accumulatedGrads, suffix: 'accum_grad', initial: zerosLike },
    { slots: fields.accumulatedUpdates, suffix: 'accum_var', initial: zerosLike },
  ],
  loop,
  numbers: [fields.rho, 1 - fields.rho, fields.epsilon, -fields.learningRate],
})
