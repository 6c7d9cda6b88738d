import {
  add,
  matMul,
  mul,
  reshape,
  softmax,
  split,
  tidy,
  transpose,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'

type Shape = Parameters<layers.Layer['computeOutputShape']>[0]

/** Attention of several heads over `[B, tokens, 3·width]`: queries, keys and values side by side; gives `[B, tokens, width]`. */
export class SelfAttention extends layers.Layer {
  static readonly className = 'SelfAttentionForTests'
  readonly heads: number

  constructor({ heads, ...config }: { readonly heads: number; readonly name?: string }) {
    super(config)
    this.heads = heads
  }

  override computeOutputShape(shape: Shape): Shape {
    const [batch, tokens, triple] = shape as number[]
    return [batch as number, tokens as number, (triple as number) / 3]
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor3D
      const [batch, tokens, triple] = x.shape
      const width = triple / 3
      const [queries, keys, values] = split(x, 3, -1).map((part) =>
        transpose(reshape(part, [batch, tokens, this.heads, width / this.heads]), [0, 2, 1, 3]),
      ) as [Tensor, Tensor, Tensor]
      const scores = mul(matMul(queries, keys, false, true), (width / this.heads) ** -0.5)
      const mixed = transpose(matMul(softmax(scores), values), [0, 2, 1, 3])
      return add(reshape(mixed, [batch, tokens, width]), 0.1)
    })
  }
}
