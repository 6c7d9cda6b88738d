export { dropout, KeyedDropout } from './layers/dropout'
export type { KeyedDropoutConfig } from './layers/dropout'
