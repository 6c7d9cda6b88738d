import { chain } from './chain'
import { constant } from './constant'
import { cosine } from './cosine'
import { cyclical } from './cyclical'
import { exponential } from './exponential'
import { linear } from './linear'
import { piecewise } from './piecewise'
import { polynomial } from './polynomial'
import { step } from './step'
import { warmUp } from './warm-up'

/** Every schedule of this package, as a plugin's `schedules`. */
export const schedules = [
  chain,
  constant,
  cosine,
  cyclical,
  exponential,
  linear,
  piecewise,
  polynomial,
  step,
  warmUp,
] as const
