import { zerosLike } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import type { Slot, UpdateRule } from './update-rule'

interface RmspropFields {
  readonly learningRate: number
  readonly decay: number
  readonly momentum: number
  readonly epsilon: number
  readonly centered: boolean
  readonly accumulatedMeanSquares: Slot[]
  readonly accumulatedMoments: Slot[]
  readonly accumulatedMeanGrads: Slot[]
}

/** s ← ρs + (1−ρ)g², m ← μm + η·g/√(s + ε), w ← w − m. */
const plain = vectorLoop(
  { arrays: ['w', 'g', 's', 'm'], numbers: ['decay', 'newShare', 'momentum', 'epsilon', 'rate'] },
  ({ w, g, s, m, decay, newShare, momentum, epsilon, rate }) => {
    const square = s.times(decay).plus(g.squared().times(newShare))
    const moment = m.times(momentum).plus(g.times(rate).over(square.plus(epsilon).root()))
    return [w.minus(moment), square, moment]
  },
)

/** With the mean gradient ḡ ← ρḡ + (1−ρ)g: m ← μm + η·g/√(s − (ḡ² + ε)). */
const centred = vectorLoop(
  { arrays: ['w', 'g', 's', 'm', 'mean'], numbers: ['decay', 'newShare', 'momentum', 'epsilon', 'rate'] },
  ({ w, g, s, m, mean, decay, newShare, momentum, epsilon, rate }) => {
    const square = s.times(decay).plus(g.squared().times(newShare))
    const gradient = mean.times(decay).plus(g.times(newShare))
    const deviation = square.minus(gradient.squared().plus(epsilon)).root()
    const moment = m.times(momentum).plus(g.times(rate).over(deviation))
    return [w.minus(moment), square, moment, gradient]
  },
)

export const rmspropUpdate: UpdateRule<RmspropFields> = (fields) => {
  const { learningRate, decay, momentum, epsilon, centered } = fields
  const meanGradients = { slots: fields.accumulatedMeanGrads, suffix: 'mg', initial: zerosLike }
  return {
    slotLists: [
      { slots: fields.accumulatedMeanSquares, suffix: 'rms', initial: zerosLike },
      { slots: fields.accumulatedMoments, suffix: 'momentum', initial: zerosLike },
      ...(centered ? [meanGradients] : []),
    ],
    loop: centered ? centred : plain,
    numbers: [decay, 1 - decay, momentum, epsilon, learningRate],
  }
}
