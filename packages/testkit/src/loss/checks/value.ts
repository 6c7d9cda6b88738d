import { memory, tidy } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { arrayOf } from '../../numbers'
import { checkNextState } from '../../next-state'
import { tidied } from '../../tidied'
import { forSeeds, type LossSubject, type Trial } from './check'

/** The same signals give the same value, of the declared shape, and no tensor is left over. */
export function valueChecks(subject: LossSubject): Checks {
  return {
    'gives what it declares, twice the same, and leaves nothing behind': forSeeds(subject, (trial) => {
      const before = memory().numTensors
      const [one, other] = [1, 2].map(() => tidied(() => arrayOf(trial.valueOn(trial.signals))))
      const left = memory().numTensors - before
      expectThat(left === 0, 'no tensor left behind', () => String(left))
      expectThat(String(one) === String(other), `the same value twice: ${few(one!)}`, () => few(other!))
      tidy(() => {
        checkShapes(trial, shapeOf(subject))
      })
    }),
  }
}

function shapeOf({ loss, setting, given }: LossSubject): readonly number[] {
  if (!loss.traits.perExample) return []
  const tokens = setting.tokens ?? given.featureTokens
  return tokens === undefined ? [setting.batch] : [setting.batch, tokens]
}

function checkShapes({ signals, kept, stepOn }: Trial, expected: readonly number[]): void {
  const { loss, state } = stepOn(signals)
  const shown = (shape: readonly number[]) => `[${shape.join(', ')}]`
  expectThat(loss.shape.join() === expected.join(), `shape ${shown(expected)}`, () => shown(loss.shape))
  checkNextState(kept.state, state)
}
