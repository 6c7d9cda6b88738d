import { PotstillError, type Student } from '@potstill/spec'

/** Somebody asked a teacher before it was opened, or after it was closed. */
export function notOpen(component: string): PotstillError {
  return new PotstillError({
    code: 'teachers/not-open',
    component,
    expected: 'a teacher that is open',
    received: 'one that was not opened yet, or is closed',
    fix: 'await teacher.open({ storage }) first',
    category: 'work',
  })
}

/** The student that a teacher is opened with; throws a PotstillError where there is none. */
export function demandStudent(component: string, student: Student | undefined): Student {
  if (student !== undefined) return student
  throw new PotstillError({
    code: 'teachers/no-student',
    component,
    expected: 'the student that it goes with',
    received: 'none yet',
    fix: 'open it with a student: teacher.open({ storage, student }); in a recipe, use data with labels, which tell how many classes the student has',
  })
}
