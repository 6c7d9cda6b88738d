import { slice, type Tensor } from '@tensorflow/tfjs-core'

/** Rows that are computed together. */
export interface ChunkBound {
  readonly from: number
  readonly size: number
}

/** Logits of up to this many numbers (4 MB) are one chunk: more would cost time and save little. */
const small = 2 ** 20
/** About the least that a chunk has (128 KB), so that calls are few beside the work in them. */
const least = 2 ** 15
/** In a compiled step each chunk has nodes of its own. */
const most = 128

/** How the rows of logits `[…rows, C]` are divided: in chunks of one size, but for the last. */
export function chunkBounds(shape: readonly number[]): ChunkBound[] {
  const rows = product(shape.slice(0, -1))
  const numbers = product(shape)
  const chunks = numbers <= small ? 1 : Math.min(most, Math.ceil(numbers / least))
  const size = Math.max(1, Math.ceil(rows / chunks))
  return Array.from({ length: Math.ceil(rows / size) }, (_, at) => ({
    from: at * size,
    size: Math.min(size, rows - at * size),
  }))
}

/** These rows of a tensor `[rows, …]`; a tensor `[]` is the same for all rows. */
export function chunkOf(tensor: Tensor, { from, size }: ChunkBound): Tensor {
  if (tensor.rank === 0) return tensor
  const [, ...rest] = tensor.shape
  return slice(tensor, [from, ...rest.map(() => 0)], [size, ...rest])
}

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1)
