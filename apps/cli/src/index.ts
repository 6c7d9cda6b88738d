export { main } from './run-program'
export type { Surroundings } from './surroundings'
export type { Output } from './terminal/output'
