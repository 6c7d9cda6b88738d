import type { Storage, Student } from '@potstill/spec'
import type { Objective, Term, Trainer, TrainerOptions } from '@potstill/trainer'
import type { Learning } from '../grammar/learner'
import type { Recipe, RecipeStage } from '../grammar/recipe'
import type { RecipeTerm } from '../grammar/term'
import type { PlannedData } from './open-data'
import type { PlannedTeacher } from './open-teacher'

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
  /** A student that goes on from an earlier stage takes that one's weights over now. */
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

/** The terms as the trainer takes them. */
export function objectiveOf(terms: readonly RecipeTerm[]): Objective {
  return terms.map(
    ({ loss, weight, temperature, taps, warmUp, teacher, name }): Term => ({
      loss: loss.component,
      ...(weight !== undefined && { weight: typeof weight === 'number' ? weight : weight.component }),
      ...(temperature !== undefined && {
        temperature: typeof temperature === 'number' ? temperature : temperature.component,
      }),
      ...(taps && { taps: taps.map(({ student, teacher }) => [student, teacher] as const) }),
      ...(warmUp !== undefined && { warmUp }),
      ...(teacher && { teacher: { peer: teacher.peer } }),
      ...(name !== undefined && { name }),
    }),
  )
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
