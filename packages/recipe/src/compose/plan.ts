import type { Storage, Student } from '@potstill/spec'
import type { Objective, Term, TermVariables, Trainer, TrainerOptions } from '@potstill/trainer'
import type { Learning } from '../grammar/learner'
import type { Recipe, RecipeStage } from '../grammar/recipe'
import type { RecipeTerm } from '../grammar/term'
import type { PlannedData } from './open-data'
import type { PlannedTeacher } from './open-teacher'
import { termStart } from './term-start'

/** What a run adds to the trainer of a stage. */
export interface TrainerExtras
  extends Pick<TrainerOptions, 'callbacks' | 'checkpoints' | 'folder' | 'resume' | 'signal'> {
  /** False: the callbacks that the recipe names are left out. Default: true. */
  readonly withOwnCallbacks?: boolean
}

/** A network of a stage, built, and its teacher. */
export interface PlannedLearner {
  readonly name: string
  readonly recipe: Learning
  readonly student: Student
  /** The network that it was cloned from, and whose weights it takes over when its training starts. */
  readonly start?: Student
  /** Absent where there is none, and where it is a peer. */
  readonly teacher?: PlannedTeacher
}

/** A stage with everything open and built, ready to train. */
export interface PlannedStage {
  readonly name: string
  readonly recipe: RecipeStage
  readonly data: PlannedData
  /** What the stage gives: of several that learn together, the first. */
  readonly student: Student
  readonly teacher?: PlannedTeacher
  /** All that learn together, the first one too, where the recipe names them. */
  readonly learners?: readonly PlannedLearner[]
  /** By term, what the losses have of their own, as it was when the last trainer was tried or had trained; none before. */
  memories(): Readonly<Record<string, TermVariables>>
  /** A student or a term that goes on from an earlier stage takes that one's values over now. */
  trainer(extras?: TrainerExtras): Trainer
}

/** A recipe with everything open, built and checked: what is left is to train. */
export interface Plan {
  readonly recipe: Recipe
  readonly storage: Storage
  readonly stages: readonly PlannedStage[]
  /** Closes data and teachers, and frees the students. */
  close(): Promise<void>
}

/** The terms as the trainer takes them; those that start from another stage's do so from what that has by now. */
export function objectiveOf(terms: readonly RecipeTerm[], earlier: readonly PlannedStage[]): Objective {
  const names = termNames(terms)
  return terms.map((term, index): Term => {
    const { loss, weight, temperature, taps, warmUp, teacher, name } = term
    const start = termStart(term, names[index]!, earlier)
    return {
      loss: loss.component,
      ...(weight !== undefined && { weight: typeof weight === 'number' ? weight : weight.component }),
      ...(temperature !== undefined && {
        temperature: typeof temperature === 'number' ? temperature : temperature.component,
      }),
      ...(taps && { taps: taps.map(({ student, teacher }) => [student, teacher] as const) }),
      ...(warmUp !== undefined && { warmUp }),
      ...(teacher && { teacher: { peer: teacher.peer } }),
      ...(start && { start }),
      ...(name !== undefined && { name }),
    }
  })
}

/** Names of the terms, as the trainer gives them: `#2` where a name is taken. */
export function termNames(terms: readonly RecipeTerm[]): readonly string[] {
  const taken = new Map<string, number>()
  return terms.map(({ name, loss }) => {
    const base = name ?? loss.name
    const count = (taken.get(base) ?? 0) + 1
    taken.set(base, count)
    return count === 1 ? base : `${base}#${count}`
  })
}
