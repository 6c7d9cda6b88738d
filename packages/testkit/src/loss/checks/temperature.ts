import { scalar, tidy } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat } from '../../failure'
import { arrayOf, expectClose } from '../../numbers'
import { forSeeds, type LossSubject } from './check'

/** The temperature divides logits where the traits say so, and nowhere else; so with its factor on the loss. */
export function temperatureChecks(subject: LossSubject): Checks {
  const { traits } = subject.loss
  return {
    'takes the factor of the temperature as it declares': forSeeds(subject, ({ signals, valueOn }) => {
      tidy(() => {
        const [once, thrice] = [1, 3].map((squared) => arrayOf(valueOn(signals, temperatureOf(2, squared))))
        const factor = traits.temperatureSquared ? 3 : 1
        const expected = once!.map((each) => factor * each)
        expectClose(thrice!, expected, 1e-4, `${factor} times as much at 3 times the factor`)
      })
    }),
    'softens logits, or not, as it declares': forSeeds(subject, ({ signals, valueOn }) => {
      tidy(() => {
        const [sharp, soft] = [1, 3].map((each) => String(arrayOf(valueOn(signals, temperatureOf(each, 1)))))
        const expected = traits.softened
          ? 'another value at another temperature'
          : 'the same value at any temperature'
        expectThat((sharp !== soft) === traits.softened, expected, () => soft!)
      })
    }),
  }
}

function temperatureOf(value: number, squared: number) {
  return { student: scalar(value), teacher: scalar(value), squared: scalar(squared) }
}
