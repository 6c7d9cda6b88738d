import { followingOption } from '../parts/following'

/** The option of temperatures that multiply a number or a curve by what they read. */
export const baseOption = (value: number, meaning: string) => followingOption.default(value).describe(meaning)
