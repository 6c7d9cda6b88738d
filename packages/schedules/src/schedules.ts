import { constant } from './constant'
import { cosine } from './cosine'
import { linear } from './linear'

/** Every schedule of this package, as a plugin's `schedules`. */
export const schedules = [constant, cosine, linear] as const
