export { ConformanceError } from './failure'
export type {
  GoldenAnswer,
  GoldenCase,
  GoldenComponents,
  GoldenIntegers,
  GoldenSignals,
  GoldenTensor,
} from './golden/golden-case'
export { goldenTests } from './golden/golden-tests'
export type { ExpectedGolden } from './golden/golden-tests'
export { runGolden } from './golden/run-golden'
export type { Runner } from './runner'
export { seededRandom } from './seeded-random'
export { lossContext } from './loss/loss-context'
export { testLoss } from './loss/test-loss'
export type { LossTestOptions } from './loss/loss-test-options'
export type { TapShapes } from './loss/loss-case'
export { testSchedule } from './schedule/test-schedule'
export type { ScheduleTestOptions } from './schedule/test-schedule'
export { testTemperature } from './temperature/test-temperature'
export type { TemperatureTestOptions } from './temperature/temperature-test-options'
export { resolveTemperature } from './temperature/resolve-temperature'
export type { TemperatureSurroundings } from './temperature/resolve-temperature'
