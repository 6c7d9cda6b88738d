import { tidy, type Tensor } from '@tensorflow/tfjs-core'
import { inAnotherOrder } from '../../another-order'
import type { Checks } from '../../checks'
import { arrayOf, expectClose } from '../../numbers'
import { sides } from '../temperature-case'
import { forTrials, type TemperatureSubject } from './check'

/** Examples in another order have their temperatures in that order. */
export function orderChecks(subject: TemperatureSubject): Checks {
  const { batch } = subject.setting
  // What is one for the whole batch, and broadcasts against it, stays where it is.
  const inOrder = (each: Tensor) => (each.shape[0] === batch ? inAnotherOrder(each) : each)
  return {
    'does not depend on the order of the batch': forTrials(subject, ({ signals, on }) => {
      tidy(() => {
        const there = on(signals).temperatures
        const elsewhere = on({
          studentLogits: inAnotherOrder(signals.studentLogits),
          teacherLogits: inAnotherOrder(signals.teacherLogits),
          labels: inAnotherOrder(signals.labels),
        }).temperatures
        there.forEach((value, index) => {
          for (const side of sides) {
            const got = arrayOf(elsewhere[index]![side])
            expectClose(got, arrayOf(inOrder(value[side])), 1e-4, `the same ${side} in another order`)
          }
        })
      })
    }),
  }
}
