import type { Place } from '../document/place'
import type { RecipeAugment } from './augment'
import type { Chosen } from './component'
import type { Learning } from './learner'
import type { RecipeLearner } from './learners'
import type { ReadTraining } from './training'

/** Where several learn together, what stands here of student, teacher and objective is the first one's. */
export interface RecipeStage extends Learning, ReadTraining {
  readonly name: string
  readonly place: Place
  readonly data: Chosen<'dataSource'>
  readonly augment?: RecipeAugment
  /** All that learn together, the first one too, where the recipe names them. */
  readonly learners?: readonly RecipeLearner[]
  readonly strategies?: readonly Chosen<'strategy'>[]
  readonly optimizer: Chosen<'optimizer'>
  readonly callbacks?: readonly Chosen<'callback'>[]
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
