import { PotstillError, type Student, type Teacher } from '@potstill/spec'
import type { Learner, Peer } from '../learner'
import { checkedLearners, refuseBoth } from './check-learners'
import { trainsOwn } from './own-terms'
import { lossOf, resolveTerms, type ResolvedTerm } from './resolve-terms'
import type { LearnersStepOptions, StepOptions } from './step-options'

/** One of the networks that a step trains. */
export interface ResolvedLearner {
  readonly index: number
  /** Undefined where there is one learner, and so no need of names. */
  readonly name: string | undefined
  readonly student: Student
  readonly teacher: Teacher | undefined
  /** False where every term trains variables of its loss alone: the student then stays as it is. */
  readonly learns: boolean
}

/** A term, whose it is, and whom it learns from. */
export interface LearnerTerm extends ResolvedTerm {
  readonly learner: ResolvedLearner
  /** Undefined where it learns from the learner's own teacher, or from none. */
  readonly peer: ResolvedLearner | undefined
}

export interface ResolvedLearners {
  /** At least one. */
  readonly learners: readonly [ResolvedLearner, ...ResolvedLearner[]]
  /** Of all learners, in their order. */
  readonly terms: readonly LearnerTerm[]
}

type Given = Omit<Learner, 'name'> & { readonly name?: string }

/** Finds out who learns what from whom; throws a PotstillError where that makes no sense. */
export function resolveLearners(options: StepOptions | LearnersStepOptions): ResolvedLearners {
  const given = givenLearners(options)
  const resolved = given.map(
    ({ name, student, teacher, objective }, index): ResolvedLearner => ({
      index,
      name,
      student,
      teacher: isPeer(teacher) ? undefined : teacher,
      learns: objective.some((entry) => !trainsOwn(lossOf(entry))),
    }),
  )
  const learners = checkedLearners(resolved)
  const terms = resolved.flatMap((learner, index) => {
    const { objective, teacher } = given[index]!
    const prefix = learner.name === undefined ? '' : `${learner.name}/`
    return resolveTerms(objective, prefix).map((term): LearnerTerm => {
      const from = term.teacher ?? (isPeer(teacher) ? teacher : undefined)
      return { ...term, learner, peer: from && findPeer(from, term.name, learner, learners) }
    })
  })
  return { learners, terms }
}

function givenLearners(options: StepOptions | LearnersStepOptions): readonly Given[] {
  if (!('learners' in options)) return [options]
  refuseBoth(options)
  return options.learners
}

function isPeer(teacher: Learner['teacher']): teacher is Peer {
  return teacher !== undefined && 'peer' in teacher
}

function findPeer(
  { peer }: Peer,
  term: string,
  learner: ResolvedLearner,
  learners: readonly ResolvedLearner[],
): ResolvedLearner {
  const others = learners.filter((other) => other !== learner)
  const found = others.find(({ name }) => name === peer)
  if (found !== undefined) return found
  const names = others.map(({ name }) => name)
  const itself = peer === learner.name
  throw new PotstillError({
    code: 'trainer/unknown-peer',
    component: term,
    expected: `the name of another learner${names.length === 0 ? ', of which there is none' : `: ${names.join(', ')}`}`,
    received: itself ? `${peer}, the learner itself` : peer,
    fix: itself ? 'use self() of @potstill/teachers, which learns from itself' : 'correct the name',
  })
}
