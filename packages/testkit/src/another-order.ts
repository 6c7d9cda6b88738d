import { gather, tensor1d, type Tensor } from '@tensorflow/tfjs-core'

/** The examples in the order 1, 3, 5, …, 0, 2, 4, …, in which neighbours are others, as they would not be in reverse. */
export function inAnotherOrder(tensor: Tensor): Tensor {
  const places = Array.from({ length: tensor.shape[0] ?? 0 }, (_, index) => index)
  const shuffled = [
    ...places.filter((place) => place % 2 === 1),
    ...places.filter((place) => place % 2 === 0),
  ]
  return gather(tensor, tensor1d(shuffled, 'int32'))
}
