import { constant } from './constant'
import { cosine } from './cosine'
import { exponential } from './exponential'
import { linear } from './linear'
import { steps } from './steps'
import { warmUp } from './warm-up'

/** Every schedule of this package, as a plugin's `schedules`. */
export const schedules = [constant, cosine, exponential, linear, steps, warmUp] as const
