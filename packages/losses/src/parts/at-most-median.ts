import { cast, div, lessEqual, slice, add, topk, type Tensor } from '@tensorflow/tfjs-core'
import { constant } from './constant'

/**
 * 1 where a number of `[n]` is at most the median of all, 0 elsewhere, as constants. Of an even count the median lies between the middle
 * two.
 */
export function atMostMedian(numbers: Tensor): Tensor {
  return constant((of) => {
    const count = of.shape[0] ?? 1
    const sorted = topk(of, count).values
    const [low, high] = [Math.floor((count - 1) / 2), Math.floor(count / 2)]
    const median = div(add(slice(sorted, [low], [1]), slice(sorted, [high], [1])), 2)
    return cast(lessEqual(of, median), 'float32')
  }, numbers)
}
