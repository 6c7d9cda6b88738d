import type {
  NamedTensors,
  Progress,
  Random,
  Signals,
  Temperature,
  TemperatureStep,
  TemperatureValue,
} from '@potstill/spec'
import { scalar } from '@tensorflow/tfjs-core'
import { declaredOnly } from '../declared-only'
import { seededRandom } from '../seeded-random'

export interface TemperatureSurroundings {
  readonly variables?: NamedTensors
  readonly state?: NamedTensors
  /** Where the run stands. Default: in the middle of ten epochs. */
  readonly progress?: Progress
  readonly random?: Random
}

const halfway: Progress = { step: 50, steps: 100, epoch: 5, epochs: 10, fraction: 0.5 }

/**
 * What a temperature answers at a step, in the one form that has everything; for tests that call it themselves.
 *
 * @param signals those that it declares; to look at any other throws
 *
 * @example
 * import { separate } from '@potstill/schedules'
 *
 * const { temperatures } = resolveTemperature(separate({ student: 2, teacher: 4 }), {})
 * temperatures[0].squared // => 8
 */
export function resolveTemperature(
  temperature: Temperature,
  signals: Partial<Signals>,
  given: TemperatureSurroundings = {},
): TemperatureStep {
  const { variables = {}, state = {}, progress = halfway, random = seededRandom(1) } = given
  const { base = 1 } = temperature
  const answer = temperature.resolve(declaredOnly(temperature, signals as Signals), {
    base: scalar(typeof base === 'function' ? base(progress) : base),
    progress: {
      step: scalar(progress.step),
      epoch: scalar(progress.epoch),
      fraction: scalar(progress.fraction),
    },
    variables,
    state,
    random,
  })
  if ('temperatures' in answer) return answer
  const temperatures = Array.isArray(answer)
    ? (answer as readonly TemperatureValue[])
    : [answer as TemperatureValue]
  return { temperatures, state: {} }
}
