/** The keys of a recipe's mappings: the grammar, its JSON Schema and overrides read the same lists. */
export const stageParts = ['data', 'teacher', 'student', 'objective', 'optimizer', 'training'] as const

export type StagePart = (typeof stageParts)[number]

export const recipeKeys = ['name', 'plugins', 'backend', ...stageParts, 'stages'] as const

export const stageKeys = ['name', ...stageParts] as const

export const termKeys = ['loss', 'weight', 'temperature', 'taps', 'warmUp', 'name'] as const

export type TermKey = (typeof termKeys)[number]
