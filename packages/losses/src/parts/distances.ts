import {
  add,
  matMul,
  maximum,
  mean,
  mul,
  pow,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  tensor2d,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { detach } from './detach'

export interface DistanceOptions {
  /** Default: 1, the Euclidean distance. */
  readonly power?: number
  /** The least squared distance of two examples: keeps the gradient of its root finite. Default: 1e-12. */
  readonly epsilon?: number
}

/** Distances of all examples `[B, …]` to each other, to a power: `[B, B]`, 0 on the diagonal. */
export function distances(examples: Tensor, { power = 1, epsilon = 1e-12 }: DistanceOptions = {}): Tensor {
  const batch = examples.shape[0] ?? 0
  const rows = reshape(examples, [batch, -1])
  // Distances stay the same, but are what is left of smaller numbers.
  const centred = sub(rows, detach(mean(rows, 0, true)))
  const lengths = sum(square(centred), -1, true)
  const products = matMul(centred, centred, false, true)
  const squares = maximum(sub(add(lengths, transpose(lengths)), mul(2, products)), epsilon)
  return mul(toPower(squares, power / 2), offDiagonal(batch))
}

function toPower(values: Tensor, exponent: number): Tensor {
  if (exponent === 1) return values
  return exponent === 0.5 ? sqrt(values) : pow(values, exponent)
}

function offDiagonal(size: number): Tensor {
  const values = Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 0 : 1))
  return tensor2d(values, [size, size])
}
