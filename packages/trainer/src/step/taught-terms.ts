import type { SignalName } from '@potstill/spec'
import type { LearnerTerm } from './resolve-learners'

const fromTeacher: ReadonlySet<SignalName> = new Set([
  'teacherLogits',
  'teacherTopK',
  'teacherViews',
  'features',
])

/** Whether a term's loss reads what a teacher or a peer says. */
export function isTaught({ loss, learner, peer }: LearnerTerm): boolean {
  const signals: readonly SignalName[] = [...loss.needs, ...loss.uses]
  return (learner.teacher ?? peer) !== undefined && signals.some((signal) => fromTeacher.has(signal))
}
