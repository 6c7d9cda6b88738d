import { PotstillError, type SignalName, type Student, type TeacherAbility } from '@potstill/spec'
import type { ResolvedTerm } from './resolve-terms'
import { wantedSignals } from './teacher-want'

const fromTeacher: Partial<Record<SignalName, 'logits' | 'topK'>> = {
  teacherLogits: 'logits',
  teacherViews: 'logits',
  teacherTopK: 'topK',
}

/** Meets what the terms need with what the networks give, before anything is computed. */
export function checkTerms(
  terms: readonly ResolvedTerm[],
  student: Student,
  teacher: TeacherAbility | undefined,
): void {
  for (const term of terms) {
    checkTeacherGives(term, teacher)
    checkTaps(term, student, teacher)
    checkClasses(term, student, teacher)
  }
}

function checkTeacherGives(term: ResolvedTerm, teacher: TeacherAbility | undefined): void {
  const optional: readonly SignalName[] = term.loss.uses
  for (const signal of wantedSignals(term)) {
    const gift = fromTeacher[signal]
    if (gift === undefined || optional.includes(signal) || teacher?.gives.includes(gift) === true) continue
    throw new PotstillError({
      code: 'trainer/teacher-lacks-signal',
      component: term.name,
      expected: `a teacher that gives ${gift}, since ${term.name} needs ${signal}`,
      received: teacher === undefined ? 'no teacher' : `one that gives ${teacher.gives.join(', ')}`,
      fix:
        teacher === undefined
          ? 'add a teacher, or remove this term'
          : 'choose another teacher or another loss',
    })
  }
}

function checkTaps(term: ResolvedTerm, student: Student, teacher: TeacherAbility | undefined): void {
  const needs: readonly SignalName[] = term.loss.needs
  const uses: readonly SignalName[] = term.loss.uses
  const needed = needs.includes('features')
  if (needed && term.taps.length === 0) {
    throw wrongTaps(
      term,
      'taps: pairs of student and teacher layers',
      `name layers of the student (${Object.keys(student.taps).join(', ')})`,
    )
  }
  if (!needed && !uses.includes('features') && term.taps.length > 0) {
    throw wrongTaps(term, 'no taps', 'take the taps away: this loss does not read features')
  }
  for (const [ofStudent, ofTeacher] of term.taps) {
    checkTap(term.name, 'student', ofStudent, Object.keys(student.taps))
    checkTap(term.name, 'teacher', ofTeacher, Object.keys(teacher?.features ?? {}))
  }
}

function wrongTaps({ name, taps }: ResolvedTerm, expected: string, fix: string): PotstillError {
  const received = `${taps.length} pairs`
  return new PotstillError({ code: 'trainer/taps', component: name, expected, received, fix })
}

function checkTap(term: string, side: string, tap: string, known: readonly string[]): void {
  if (known.includes(tap)) return
  throw new PotstillError({
    code: 'trainer/unknown-tap',
    component: term,
    expected: `a tap of the ${side}: ${known.join(', ') || 'it has none'}`,
    received: tap,
    fix: 'correct the name',
  })
}

function checkClasses(term: ResolvedTerm, student: Student, teacher: TeacherAbility | undefined): void {
  if (!term.loss.traits.sameClasses || teacher?.logitsShape === undefined) return
  checkSameClasses(term, student.logitsShape.at(-1), teacher.logitsShape.at(-1))
}

/** Throws where a loss compares class by class and the two networks do not have the same classes. */
export function checkSameClasses(
  term: ResolvedTerm,
  student: number | undefined,
  teacher: number | undefined,
): void {
  if (student === teacher) return
  throw new PotstillError({
    code: 'trainer/class-count',
    component: term.name,
    expected: 'a teacher and a student with the same number of classes',
    received: `teacher ${teacher}, student ${student}`,
    fix: 'choose a teacher for these classes, or a loss for different ones',
  })
}
