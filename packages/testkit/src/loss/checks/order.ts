import { tidy } from '@tensorflow/tfjs-core'
import { inAnotherOrder } from '../../another-order'
import type { Checks } from '../../checks'
import { arrayOf, expectClose } from '../../numbers'
import { reordered } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** A batch in another order gives the same values in that order. */
export function orderChecks(subject: LossSubject): Checks {
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    tidy(() => {
      const there = valueOn(signals)
      const elsewhere = valueOn(reordered(signals, inAnotherOrder))
      const expected = arrayOf(there.rank === 0 ? there : inAnotherOrder(there))
      expectClose(arrayOf(elsewhere), expected, 1e-4, 'the same in another order')
    })
  })
  const exempt = subject.loss.traits.permutationInvariant === false
  return { 'does not depend on the order of the batch': exempt ? undefined : check }
}
