import type { Checks } from '../../checks'
import { expectThat, few } from '../../failure'
import { arrayOf } from '../../numbers'
import { tidied } from '../../tidied'
import { matched } from '../loss-case'
import { forSeeds, type LossSubject } from './check'

/** A loss that declares to be 0 at the teacher is 0 there. Taps of different shapes cannot be the same: nothing is checked. */
export function matchChecks(subject: LossSubject): Checks {
  const { loss, setting } = subject
  const check = forSeeds(subject, ({ signals, valueOn }) => {
    const values = tidied(() => arrayOf(valueOn(matched(signals))))
    const largest = Math.max(...values.map(Math.abs))
    expectThat(largest < 1e-4, '0', () => few(values))
  })
  const alike = setting.taps.every(({ student, teacher }) => student.join() === teacher.join())
  const whereAlike = async () => (alike ? check() : undefined)
  return { 'is 0 where the student is the teacher': loss.traits.zeroAtMatch ? whereAlike : undefined }
}
