import { tensor, type Tensor } from '@tensorflow/tfjs-core'
import { expectThat } from './failure'
import { gradientsOrNone } from './gradients-or-none'
import { arrayOf } from './numbers'
import { tidied } from './tidied'

/** One after the other until one fits: the smaller ones are for places near a bend, where larger ones reach across. */
const steps = [0.01, 0.002, 0.0005]

/**
 * Throws unless the gradient by the tape is the one by central differences, in up to a dozen entries of each tensor.
 *
 * @param names of what the gradient is with respect to, for messages: one for each tensor, or one for all
 * @param f from the tensors to a scalar
 * @param tolerance how far an entry may be off, in shares of the largest
 */
export function compareGradients(
  names: readonly string[],
  f: (...x: Tensor[]) => Tensor,
  at: readonly Tensor[],
  tolerance: number,
): void {
  const tape = gradientsOrNone(f, at).map(arrayOf)
  const value = arrayOf(f(...at))[0]!
  const largest = Math.max(...tape.flat().map(Math.abs))
  at.forEach((tensorAt, which) => {
    const numbers = arrayOf(tensorAt)
    for (const place of spread(numbers.length, Math.max(3, Math.ceil(36 / at.length)))) {
      const got = tape[which]![place]!
      const moved = (by: number) => {
        const changed = numbers.map((each, index) => (index === place ? each + by : each))
        const givens = at.map((each, index) => (index === which ? tensor(changed, each.shape) : each))
        return tidied(() => arrayOf(f(...givens))[0]!)
      }
      const allowed = tolerance * largest
      const fits = (slope: number, noise: number) => Math.abs(got - slope) <= allowed + noise
      const slopes: number[] = []
      const holds = steps.some((h) => {
        // In float32 a value carries a relative error of about 1e-7.
        const noise = (3e-7 * Math.abs(value)) / h + 1e-6
        const precise = noise <= allowed
        if (slopes.length > 1 && !precise) return false
        const [above, below] = [moved(h), moved(-h)]
        slopes.push((above - below) / (2 * h))
        if (fits(slopes.at(-1)!, noise)) return true
        // A bend on one side: the gradient is the slope of the other.
        return (
          precise && slopes.length > 1 && [above - value, value - below].some((each) => fits(each / h, noise))
        )
      })
      expectThat(
        holds,
        `${slopes[0]!} at entry ${place} of the gradient of ${names[which] ?? names[0]}`,
        () => String(got),
      )
    }
  })
}

/** At most a dozen entries of many, or fewer where there are many tensors. */
function spread(length: number, most: number): readonly number[] {
  const count = Math.min(12, most, length)
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count))
}
