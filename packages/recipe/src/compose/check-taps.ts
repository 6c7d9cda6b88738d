import type { Place } from '../document/place'
import { didYouMean } from '../errors/did-you-mean'
import type { Problems } from '../errors/problems'
import { listNames } from '../grammar/kind-words'
import { isPeerReference } from '../grammar/peer'
import type { PlannedLearner } from './plan'

/** Checks that the networks have the layers that the terms name. */
export function checkLearnerTaps(
  { recipe: { objective, teacher: from }, student, teacher }: PlannedLearner,
  learners: readonly PlannedLearner[],
  problems: Problems,
): void {
  for (const { taps = [], teacher: ofTerm } of objective) {
    const named = ofTerm ?? (isPeerReference(from) ? from : undefined)
    const peer = named && learners.find(({ name }) => name === named.peer)
    const ofTeacher = Object.keys(peer?.student.taps ?? teacher?.ability.features ?? {})
    for (const pair of taps) {
      checkTap('student', pair.student, Object.keys(student.taps), pair.places.student, problems)
      checkTap('teacher', pair.teacher, ofTeacher, pair.places.teacher, problems)
    }
  }
}

function checkTap(
  side: string,
  tap: string,
  known: readonly string[],
  place: Place,
  problems: Problems,
): void {
  if (known.includes(tap)) return
  problems.add({
    place,
    expected: `a tap of the ${side}: ${listNames(known) || 'it has none'}`,
    received: JSON.stringify(tap),
    hint: didYouMean(tap, known),
  })
}
