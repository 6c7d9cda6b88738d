import type { Loss, SignalName, Signals } from '@potstill/spec'
import { sum, type Tensor } from '@tensorflow/tfjs-core'
import type { Check, Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { gradientsOrNone } from '../../gradients-or-none'
import { arrayOf } from '../../numbers'
import { tidied } from '../../tidied'
import { matched, studentParts, withTensors } from '../loss-case'
import { forSeeds, type LossSubject, type Trial } from './check'

/**
 * A loss that declares to be 0 at the teacher is 0 there, and so is its gradient, since it is nowhere less. Taps of different shapes
 * cannot be the same: nothing is checked.
 */
export function matchChecks(subject: LossSubject): Checks {
  const { loss, setting, given } = subject
  if (!loss.traits.zeroAtMatch) return {}
  const alike = setting.taps.every(({ student, teacher }) => student.join() === teacher.join())
  const whereAlike = (check: Check) => () => (alike ? check() : undefined)
  const value = forSeeds(subject, ({ signals, valueOn }) => {
    const values = tidied(() => arrayOf(valueOn(matched(signals))))
    expectThat(largestOf(values) < 1e-4, '0', () => few(values))
  })
  const slope = forSeeds(subject, (trial) => {
    for (const [name] of studentParts(trial.signals, loss)) {
      const [there, elsewhere] = [matched(trial.signals), trial.signals].map((signals) =>
        tidied(() => slopeAt(loss, trial, name, signals)),
      ) as [number[], number[]]
      const flat = largestOf(there) <= 1e-3 * largestOf(elsewhere) + 1e-6
      expectThat(flat, `the gradient 0 at ${name}`, () => few(there))
    }
  })
  return {
    'is 0 where the student is the teacher': whereAlike(value),
    'has the gradient 0 where the student is the teacher':
      given.withoutFlatMatch === undefined ? whereAlike(slope) : undefined,
  }
}

/** The gradient at one of the student's signals, as one list. */
function slopeAt(loss: Loss, { valueOn }: Trial, name: SignalName, signals: Signals): number[] {
  const [, tensors] = studentParts(signals, loss).find(([part]) => part === name)!
  const f = (...moved: Tensor[]) => sum(valueOn(withTensors(signals, 'student', name, moved)))
  return gradientsOrNone(f, tensors).flatMap(arrayOf)
}

function largestOf(numbers: readonly number[]): number {
  return Math.max(0, ...numbers.map(Math.abs))
}
