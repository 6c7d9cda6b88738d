/** The keys of a recipe's mappings: the grammar, its JSON Schema and overrides read the same lists. */
export const learnerParts = ['teacher', 'student', 'objective'] as const

export type LearnerPart = (typeof learnerParts)[number]

export const stageParts = [
  'data',
  'augment',
  ...learnerParts,
  'learners',
  'strategies',
  'optimizer',
  'callbacks',
  'training',
] as const

export type StagePart = (typeof stageParts)[number]

export const recipeKeys = ['name', 'plugins', 'backend', ...stageParts, 'stages'] as const

export const stageKeys = ['name', ...stageParts] as const

export const learnerKeys = ['name', ...learnerParts] as const

export const augmentKeys = ['of', 'views', 'teacher'] as const

export type AugmentKey = (typeof augmentKeys)[number]

export const termKeys = [
  'loss',
  'weight',
  'temperature',
  'taps',
  'warmUp',
  'teacher',
  'start',
  'name',
] as const

export type TermKey = (typeof termKeys)[number]
