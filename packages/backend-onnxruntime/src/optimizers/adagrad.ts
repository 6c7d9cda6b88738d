import { backend, fill } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import type { Slot, UpdateRule } from './update-rule'

interface AdagradFields {
  readonly learningRate: number
  readonly initialAccumulatorValue: number
  readonly accumulatedGrads: Slot[]
}

/** a ← a + g², w ← w − η·g/√(a + ε). */
const loop = vectorLoop(
  { arrays: ['w', 'g', 'a'], numbers: ['epsilon', 'rate'] },
  ({ w, g, a, epsilon, rate }) => {
    const accumulated = a.plus(g.squared())
    return [g.over(accumulated.plus(epsilon).root()).times(rate).plus(w), accumulated]
  },
)

export const adagradUpdate: UpdateRule<AdagradFields> = ({
  learningRate,
  initialAccumulatorValue,
  accumulatedGrads,
}) => ({
  slotLists: [
    {
      slots: accumulatedGrads,
      suffix: 'accumulator',
      initial: ({ shape }) => fill(shape, initialAccumulatorValue),
    },
  ],
  loop,
  numbers: [backend().epsilon(), -learningRate],
})
