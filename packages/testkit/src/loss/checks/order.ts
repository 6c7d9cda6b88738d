import { gather, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { reordered } from '../loss-case'
import { arrayOf, expectClose } from '../numbers'
import { forSeeds, type Checks, type LossSubject } from './check'

/** A batch in another order gives the same values in that order; one in which neighbours are others, as they would not be in reverse. */
export function orderChecks(subject: LossSubject): Checks {
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    tidy(() => {
      const there = valueOn(signals)
      const inOrder = (each: Tensor) => gather(each, tensor1d(shuffled(each.shape[0] ?? 0), 'int32'))
      const elsewhere = valueOn(reordered(signals, inOrder))
      const expected = arrayOf(there.rank === 0 ? there : inOrder(there))
      expectClose(arrayOf(elsewhere), expected, 1e-4, 'the same in another order')
    })
  })
  const exempt = subject.loss.traits.permutationInvariant === false
  return { 'does not depend on the order of the batch': exempt ? undefined : check }
}

/** 1, 3, 5, …, 0, 2, 4, … */
function shuffled(count: number): number[] {
  const places = Array.from({ length: count }, (_, index) => index)
  return [...places.filter((place) => place % 2 === 1), ...places.filter((place) => place % 2 === 0)]
}
