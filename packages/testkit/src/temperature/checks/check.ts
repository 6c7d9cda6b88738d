import type { Memory, NamedTensors, Temperature, TemperatureStep } from '@potstill/spec'
import type { Check } from '../../checks'
import { seededRandom } from '../../seeded-random'
import { resolveTemperature } from '../resolve-temperature'
import {
  drawTemperatureSignals,
  memoryOf,
  type TemperatureSetting,
  type TemperatureSignals,
} from '../temperature-case'
import type { TemperatureTestOptions } from '../temperature-test-options'

/** A temperature, and what it is tested with. */
export interface TemperatureSubject {
  readonly temperature: Temperature
  readonly setting: TemperatureSetting
  readonly given: TemperatureTestOptions
}

/** What a check computes with. */
export interface TemperatureTrial {
  readonly signals: TemperatureSignals
  /** What `init` gave. */
  readonly kept: Memory
  /** The answer on signals, and with variables, that may be other than those there are. */
  readonly on: (signals: TemperatureSignals, variables?: NamedTensors) => TemperatureStep
}

/** Makes a check of one that looks at one draw of the signals. */
export function forTrials(
  { temperature, setting }: TemperatureSubject,
  check: (trial: TemperatureTrial) => void,
): Check {
  return async () => {
    for (const seed of [1, 2, 3]) {
      const kept = await memoryOf(temperature, setting.classes, seed)
      const { trainable = {}, state = {} } = kept
      const random = seededRandom(seed).child('step')
      const on: TemperatureTrial['on'] = (signals, variables = trainable) =>
        resolveTemperature(temperature, signals, { variables, state, random })
      check({ signals: drawTemperatureSignals(setting, seed), kept, on })
    }
  }
}
