import type { Student, TeacherAbility } from '@potstill/spec'
import type { Place } from '../document/place'
import { didYouMean } from '../errors/did-you-mean'
import type { Problems } from '../errors/problems'
import { listNames } from '../grammar/kind-words'
import type { RecipeTerm } from '../grammar/term'

/** Checks that the networks have the layers that the terms name. */
export function checkTaps(
  terms: readonly RecipeTerm[],
  student: Student,
  ability: TeacherAbility | undefined,
  problems: Problems,
): void {
  for (const { taps = [] } of terms) {
    for (const { student: ofStudent, teacher: ofTeacher, places } of taps) {
      checkTap('student', ofStudent, Object.keys(student.taps), places.student, problems)
      checkTap('teacher', ofTeacher, Object.keys(ability?.features ?? {}), places.teacher, problems)
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
