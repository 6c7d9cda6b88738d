import type { TemperatureValue } from '@potstill/spec'
import { memory, tidy } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { checkNextState } from '../../next-state'
import { arrayOf } from '../../numbers'
import { tidied } from '../../tidied'
import { flat, sides } from '../temperature-case'
import { forTrials, type TemperatureSubject } from './check'

/** The same signals give the same temperatures, in shapes that go with logits, and no tensor is left over. */
export function answerChecks(subject: TemperatureSubject): Checks {
  const { batch, classes, tokens } = subject.setting
  const logits = tokens === undefined ? [batch, classes] : [batch, tokens, classes]
  return {
    'goes with logits, is the same twice, and leaves nothing behind': forTrials(
      subject,
      ({ signals, kept, on }) => {
        const before = memory().numTensors
        const [one, other] = [1, 2].map(() => tidied(() => arrayOf(flat(on(signals).temperatures))))
        const left = memory().numTensors - before
        expectThat(left === 0, 'no tensor left behind', () => String(left))
        expectThat(String(one) === String(other), `the same twice: ${few(one!)}`, () => few(other!))
        tidy(() => {
          const { temperatures, state } = on(signals)
          for (const each of temperatures) checkShapes(each, logits)
          checkNextState(kept.state, state)
        })
      },
    ),
  }
}

/** `[B]` against `[B, C]` would soften classes in place of examples, without a word where B is C. */
function checkShapes(value: TemperatureValue, logits: readonly number[]): void {
  for (const side of sides) {
    const { shape } = value[side]
    const perExample = [...logits.slice(0, -1), 1]
    const fits =
      shape.length === logits.length && shape.every((size, axis) => [1, perExample[axis]].includes(size))
    expectThat(
      shape.length === 0 || fits,
      `${side} of shape [] or [${perExample.join(', ')}] for logits [${logits.join(', ')}]`,
      () => `[${shape.join(', ')}]`,
    )
  }
}
