import { tidy } from '@tensorflow/tfjs-core'
import type { Checks } from '../../checks'
import { expectThat } from '../../failure'
import { refusal } from '../../refusal'
import { contextOf, drawSignals, memoryOf, valueOf } from '../loss-case'
import type { LossSubject } from './check'

/** A teacher of one class more is refused where the traits say so, and taken where they do not. */
export function classesChecks({ loss, setting }: LossSubject): Checks {
  const { sameClasses } = loss.traits
  const check = async () => {
    const other = { ...setting, teacherClasses: setting.classes + 1 }
    const signals = drawSignals(other, 1)
    const kept = sameClasses ? {} : await memoryOf(loss, other, 1)
    tidy(() => {
      const message = refusal(() => valueOf(loss, signals, contextOf(kept, 1)))
      const expected = sameClasses ? 'a PotstillError for other classes' : 'a value for other classes'
      expectThat((message !== undefined) === sameClasses, expected, () => message ?? 'a value')
    })
  }
  return {
    'demands the same classes, or not, as it declares': loss.needs.includes('teacherLogits')
      ? check
      : undefined,
  }
}
