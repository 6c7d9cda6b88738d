import type { Student } from '@potstill/spec'
import { add, matMul, reshape, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { linearStudent } from './linear-student'

/** The linear student on every token by itself: `[B, tokens, features]` → `[B, tokens, classes]`. */
export function tokenStudent({ features = 3, classes = 2, tokens = 4, seed = 1 } = {}): Student & {
  readonly weights: () => readonly number[]
} {
  const linear = linearStudent({ features, classes, seed })
  const [kernel, bias] = linear.variables as unknown as [Tensor2D, Tensor]
  return {
    ...linear,
    name: 'tokens',
    inputShape: [tokens, features],
    logitsShape: [tokens, classes],
    taps: {},
    forward: (inputs) => {
      const [size = 1, length = tokens] = (inputs as Tensor).shape
      const rows = reshape(inputs as Tensor, [size * length, features]) as Tensor2D
      return { logits: reshape(add(matMul(rows, kernel), bias), [size, length, classes]), features: {} }
    },
  }
}
