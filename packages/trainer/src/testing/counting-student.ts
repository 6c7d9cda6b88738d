import type { Student } from '@potstill/spec'
import { add, clone, tensor1d, tidy, variable, type Tensor } from '@tensorflow/tfjs-core'
import { linearStudent } from './linear-student'

export interface CountingStudent extends Student {
  readonly weights: () => readonly number[]
  readonly passes: () => number
}

let serial = 0

/** The linear student with a state that counts its passes in training, as moving statistics change with each. */
export function countingStudent({ dropout = 0, seed = 1 } = {}, counted = 0): CountingStudent {
  const student = linearStudent({ dropout, seed })
  const passes = tidy(() => variable(tensor1d([counted]), false, `counter/passes_${serial++}`))
  const count = () => passes.dataSync()[0] ?? Number.NaN
  return {
    ...student,
    name: 'counting',
    state: [passes],
    forward: (inputs, want) => {
      if (want.training) passes.assign(add(passes, 1))
      // Alike for all examples, and gone in the softmax: the state is read, and changes nothing.
      const { logits, features } = student.forward(inputs, want)
      return { logits: add(logits, clone(passes) as Tensor), features }
    },
    clone: () => countingStudent({ dropout, seed }, count()),
    dispose: () => {
      passes.dispose()
      student.dispose()
    },
    passes: count,
  }
}
