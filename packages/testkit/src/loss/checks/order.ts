import { reverse, tidy } from '@tensorflow/tfjs-core'
import { reordered } from '../loss-case'
import { arrayOf, expectClose } from '../numbers'
import { forSeeds, type Checks, type LossSubject } from './check'

/** A batch in reverse gives the same values in reverse. */
export function orderChecks(subject: LossSubject): Checks {
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    tidy(() => {
      const there = valueOn(signals)
      const back = valueOn(reordered(signals, (each) => reverse(each, 0)))
      const expected = arrayOf(there.rank === 0 ? there : reverse(there, 0))
      expectClose(arrayOf(back), expected, 1e-4, 'the same in another order')
    })
  })
  const exempt = subject.loss.traits.permutationInvariant === false
  return { 'does not depend on the order of the batch': exempt ? undefined : check }
}
