export { schedules } from './schedules'

export { constant } from './constant'
export { cosine } from './cosine'
export { linear } from './linear'
