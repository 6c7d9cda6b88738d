import type { Progress } from './progress'

/**
 * A curve over training: a pure function of progress, finite everywhere, past the end too.
 * Any function of this type is a schedule; `defineSchedule` makes one that recipes know by name.
 */
export type Schedule = (progress: Progress) => number
