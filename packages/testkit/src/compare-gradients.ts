import { tensor, type Tensor } from '@tensorflow/tfjs-core'
import { expectThat } from './failure'
import { gradientsOrNone } from './gradients-or-none'
import { arrayOf } from './numbers'
import { tidied } from './tidied'

/**
 * Throws unless the gradient by the tape is the one by central differences, in a dozen entries of each tensor.
 *
 * @param name of what the gradient is with respect to, for the message
 * @param f from the tensors to a scalar
 * @param tolerance how far an entry may be off, in shares of the largest
 */
export function compareGradients(
  name: string,
  f: (...x: Tensor[]) => Tensor,
  at: readonly Tensor[],
  tolerance: number,
): void {
  const tape = gradientsOrNone(f, at).map(arrayOf)
  const value = Math.abs(arrayOf(f(...at))[0]!)
  const largest = Math.max(...tape.flat().map(Math.abs))
  at.forEach((tensorAt, which) => {
    const numbers = arrayOf(tensorAt)
    for (const place of spread(numbers.length)) {
      const got = tape[which]![place]!
      const moved = (by: number) => {
        const changed = numbers.map((each, index) => (index === place ? each + by : each))
        const givens = at.map((each, index) => (index === which ? tensor(changed, each.shape) : each))
        return tidied(() => arrayOf(f(...givens))[0]!)
      }
      // The smaller step is for places near a bend, where the larger one reaches across.
      const differences = [0.01, 0.002].map((h) => ({ h, slope: (moved(h) - moved(-h)) / (2 * h) }))
      // In float32 a value carries a relative error of about 1e-7.
      const holds = differences.some(
        ({ h, slope }) => Math.abs(got - slope) <= tolerance * largest + (3e-7 * value) / h + 1e-6,
      )
      expectThat(holds, `${differences[0]!.slope} at entry ${place} of the gradient of ${name}`, () =>
        String(got),
      )
    }
  })
}

/** At most a dozen entries of many. */
function spread(length: number): readonly number[] {
  const count = Math.min(12, length)
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count))
}
