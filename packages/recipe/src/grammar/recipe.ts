import type { Place } from '../document/place'
import type { Chosen } from './component'
import type { RecipeTerm } from './term'
import type { Training } from './training'

/** The student that an earlier stage trained, as the teacher of this one. */
export interface StageReference {
  readonly stage: string
  readonly place: Place
}

export interface RecipeStage {
  readonly name: string
  readonly place: Place
  readonly data: Chosen<'dataSource'>
  readonly teacher?: Chosen<'teacher'> | StageReference
  readonly student: Chosen<'studentArchitecture'>
  readonly objective: readonly RecipeTerm[]
  readonly optimizer: Chosen<'optimizer'>
  readonly training: Training
}

/** A recipe that was read and holds no mistake that reading can find. */
export interface Recipe {
  readonly name: string
  readonly file: string
  readonly plugins: readonly string[]
  readonly backend?: string
  /** In their order, complete; one of the recipe's name where the recipe has none. */
  readonly stages: readonly RecipeStage[]
  /** The text that was read. */
  readonly text: string
  readonly overrides: readonly string[]
}

export function isStageReference(teacher: RecipeStage['teacher']): teacher is StageReference {
  return teacher !== undefined && 'stage' in teacher
}
