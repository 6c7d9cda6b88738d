import type { Dataset, EpochEnd, Student } from '@potstill/spec'
import type { Learner } from '../learner'
import { noLearner, refuseBoth } from '../step/check-learners'
import { measure, type Measured } from './measure'
import type { LearnersTrainerOptions, TrainerOptions } from './trainer-options'

/** Options in which `student` and `objective` are always there: of several learners, the first one's. */
export interface SettledOptions extends TrainerOptions {
  readonly learners?: readonly Learner[]
}

export function settleLearners(options: TrainerOptions | LearnersTrainerOptions): SettledOptions {
  if (!('learners' in options)) return options
  refuseBoth(options)
  const { student: _, teacher: __, objective: ___, ...rest } = options
  const [first] = options.learners
  if (first === undefined) throw noLearner()
  return { ...rest, student: first.student, objective: first.objective }
}

/** What the step is made of. */
export function networkOf({ student, teacher, objective, learners }: SettledOptions) {
  return learners === undefined ? { student, objective, ...(teacher && { teacher }) } : { learners }
}

/** Measures the learners after the first, which has been measured, and puts all together by name. */
export async function measureLearners(
  learners: readonly Learner[] | undefined,
  first: Measured | undefined,
  data: Dataset | undefined,
  batchSize: number,
  learned: (student: Student) => Student,
): Promise<Pick<EpochEnd, 'validations'>> {
  if (learners === undefined || first === undefined || data === undefined) return {}
  const validations: Record<string, Measured> = {}
  for (const [index, { name, student }] of learners.entries()) {
    const measured = index === 0 ? first : await measure(learned(student), data, batchSize)
    if (measured !== undefined) validations[name] = measured
  }
  return { validations }
}
