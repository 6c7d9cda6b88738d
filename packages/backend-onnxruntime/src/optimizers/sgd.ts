import type { Scalar } from '@tensorflow/tfjs-core'
import { vectorLoop } from '../loops/vector/vector-loop'
import { numberOf, type UpdateRule } from './update-rule'

/** w ← w + c·g, where c is the negative learning rate. */
const loop = vectorLoop({ arrays: ['w', 'g'], numbers: ['c'] }, ({ w, g, c }) => [c.times(g).plus(w)])

export const sgdUpdate: UpdateRule<{ readonly c: Scalar }> = ({ c }) => ({
  slotLists: [],
  loop,
  numbers: [numberOf(c)],
})
