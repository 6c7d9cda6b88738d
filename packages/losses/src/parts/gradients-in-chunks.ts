import { addN, concat, engine, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core'
import { chunkOf, type ChunkBound } from './chunk'

/** What one backward pass in chunks is about. */
export interface ChunkedPass {
  /** `[rows, …]`, or `[]` for all rows. */
  readonly tensors: readonly Tensor[]
  /** Gradients are wanted for the first so many of them. */
  readonly count: number
  /** `[rows]`. */
  readonly upstream: Tensor
  readonly bounds: readonly ChunkBound[]
}

/** The gradients of a function of rows, each in the shape of its tensor. */
export function gradientsInChunks(
  compute: (tensors: readonly Tensor[]) => Tensor,
  { tensors, count, upstream, bounds }: ChunkedPass,
): Tensor[] {
  return tidy(() => {
    const pieces = bounds.map((bound) =>
      tidy(() => {
        const chunk = tensors.map((tensor) => chunkOf(tensor, bound))
        const moving = chunk.slice(0, count)
        const found = ownTape(() =>
          engine().gradients(() => compute(chunk), moving, chunkOf(upstream, bound), true),
        )
        return moving.map((tensor, at) => found.grads[at] ?? zerosLike(tensor))
      }),
    )
    return tensors.slice(0, count).map((tensor, at) => {
      const ofTensor = pieces.flatMap((piece) => piece[at] ?? [])
      return tensor.rank === 0 ? addN(ofTensor) : concat(ofTensor)
    })
  })
}

/** To compute gradients while gradients are computed: TensorFlow.js forgets the tape that it walks when it begins another. */
function ownTape<Result>(compute: () => Result): Result {
  const { state } = engine()
  const { activeTape } = state
  try {
    return compute()
  } finally {
    state.activeTape = activeTape
  }
}
