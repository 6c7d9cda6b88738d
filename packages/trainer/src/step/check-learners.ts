import { PotstillError } from '@potstill/spec'
import type { ResolvedLearner } from './resolve-learners'

/** Throws a PotstillError where there is no learner, where names are not clear, or where two share what is one's own. */
export function checkedLearners(
  learners: readonly ResolvedLearner[],
): readonly [ResolvedLearner, ...ResolvedLearner[]] {
  const [first, ...others] = learners
  if (first === undefined) throw noLearner()
  checkNames(learners)
  for (const learner of others) {
    const before = learners.slice(0, learner.index)
    checkStudent(learner, before)
    checkTeacher(learner, before)
  }
  return [first, ...others]
}

/** Throws where somebody gave learners, and a student beside them. */
export function refuseBoth({
  student,
  objective,
}: {
  readonly student?: unknown
  readonly objective?: unknown
}): void {
  if (student === undefined && objective === undefined) return
  throw new PotstillError({
    code: 'trainer/learners',
    expected: 'either learners, or one student with its objective',
    received: 'both',
    fix: 'make the student one of the learners',
  })
}

export function noLearner(): PotstillError {
  return new PotstillError({
    code: 'trainer/no-learner',
    expected: 'at least one learner',
    received: 'none',
    fix: 'add one: { name, student, objective }',
  })
}

function checkNames(learners: readonly ResolvedLearner[]): void {
  const names = learners.map(({ name }) => name)
  const wrong = names.find(
    (name, index) => name === '' || name?.includes('/') === true || names.indexOf(name) < index,
  )
  if (wrong === undefined) return
  throw new PotstillError({
    code: 'trainer/learner-name',
    component: wrong,
    expected: 'learners of different names, without a /',
    received: names.map((name) => JSON.stringify(name)).join(', '),
    fix: 'give each learner a name of its own',
  })
}

/** It would be trained twice. */
function checkStudent({ name, student }: ResolvedLearner, before: readonly ResolvedLearner[]): void {
  const other = before.find((each) => each.student === student)
  if (other === undefined) return
  throw new PotstillError({
    code: 'trainer/shared-student',
    ...(name !== undefined && { component: name }),
    expected: 'a student of its own',
    received: `the student of ${other.name}`,
    fix: 'build another one, or pass its clone()',
  })
}

/** One that follows its student, or answers from its pass, cannot go with two. */
function checkTeacher({ name, teacher }: ResolvedLearner, before: readonly ResolvedLearner[]): void {
  if (teacher?.afterStep === undefined && teacher?.inStep === undefined) return
  const other = before.find((each) => each.teacher === teacher)
  if (other === undefined) return
  throw new PotstillError({
    code: 'trainer/shared-teacher',
    ...(name !== undefined && { component: name }),
    expected: `a ${teacher.name} of its own, since that goes with one student`,
    received: `the teacher of ${other.name}`,
    fix: 'make one for each learner',
  })
}
