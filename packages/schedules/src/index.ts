export { schedules } from './schedules'

export { constant } from './constant'
export { cosine } from './cosine'
export { exponential } from './exponential'
export { linear } from './linear'
export { steps } from './steps'
export { warmUp } from './warm-up'
