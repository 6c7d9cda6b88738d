import { zerosLike, type Scalar } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import { numberOf, type Slot, type UpdateRule } from './update-rule'

interface MomentumFields {
  /** The negative learning rate. */
  readonly c: Scalar
  /** The share of the accumulation that is kept. */
  readonly m: Scalar
  readonly useNesterov: boolean
  readonly accumulations: Slot[]
}

/** a ← m·a + g, w ← w + c·a. */
const plain = vectorLoop({ arrays: ['w', 'g', 'a'], numbers: ['c', 'm'] }, ({ w, g, a, c, m }) => {
  const accumulation = m.times(a).plus(g)
  return [c.times(accumulation).plus(w), accumulation]
})

/** a ← m·a + g, w ← w + c·(g + m·a). */
const nesterov = vectorLoop({ arrays: ['w', 'g', 'a'], numbers: ['c', 'm'] }, ({ w, g, a, c, m }) => {
  const accumulation = m.times(a).plus(g)
  return [c.times(g.plus(accumulation.times(m))).plus(w), accumulation]
})

export const momentumUpdate: UpdateRule<MomentumFields> = ({ c, m, useNesterov, accumulations }) => ({
  slotLists: [{ slots: accumulations, suffix: 'momentum', initial: zerosLike }],
  loop: useNesterov ? nesterov : plain,
  numbers: [numberOf(c), numberOf(m)],
})
