import type { Student } from '@potstill/spec'
import { add, matMul, relu, variable, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { keyedRandom } from '../random/keyed-random'
import { linearStudent } from './linear-student'

let serial = 0

/** A layer before the linear student, tapped as `hidden`: inputs `[B, 3]`, hidden `[B, 3]`, logits `[B, 2]`. */
export function twoLayers(seed = 1): Student & { readonly weights: () => readonly number[] } {
  const last = linearStudent({ seed })
  const initial = keyedRandom(seed, 0).normal('first', [3, 3], 0.2, 0.7)
  const first = variable(initial, true, `first/kernel_${serial++}`)
  initial.dispose()
  return {
    ...last,
    name: 'twoLayers',
    taps: { input: [3], hidden: [3], logits: [2] },
    variables: [first, ...last.variables],
    forward: (inputs, want) => {
      const hidden = relu(add(matMul(inputs as Tensor2D, first as unknown as Tensor2D), 0.1)) as Tensor
      const { logits } = last.forward(hidden, { ...want, taps: [] })
      return { logits, features: { input: inputs as Tensor, hidden, logits } }
    },
    dispose: () => {
      first.dispose()
      last.dispose()
    },
    weights: () => [...first.dataSync(), ...last.weights()],
  }
}
