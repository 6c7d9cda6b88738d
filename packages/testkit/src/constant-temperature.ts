import type { TemperatureValue } from '@potstill/spec'
import { scalar } from '@tensorflow/tfjs-core'

/** The same temperature for both networks, with the factor T² that goes with it. */
export function constantTemperature(temperature: number): TemperatureValue {
  return {
    student: scalar(temperature),
    teacher: scalar(temperature),
    squared: scalar(temperature * temperature),
  }
}
