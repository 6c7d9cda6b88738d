import type { LossContext, Memory, TemperatureValue } from '@potstill/spec'
import { scalar } from '@tensorflow/tfjs-core'
import { constantTemperature } from '../constant-temperature'
import { seededRandom } from '../seeded-random'

/**
 * The context that a host gives to `compute` in the middle of a run, for tests that call it themselves.
 *
 * @param temperature a number for both networks, or each part on its own. Default: 1
 * @param memory what `init` gave, where the loss has an `init`
 *
 * @example
 * import { softTargets } from '@potstill/losses'
 *
 * const studentLogits = tensor2d([[0, 800]])
 * const teacherLogits = tensor2d([[800, 0]])
 * softTargets().compute({ studentLogits, teacherLogits }, lossContext(4)) // => [3200]
 */
export function lossContext(
  temperature: number | TemperatureValue = 1,
  { trainable = {}, state = {} }: Memory = {},
): LossContext {
  return {
    temperature: typeof temperature === 'number' ? constantTemperature(temperature) : temperature,
    variables: trainable,
    state,
    random: seededRandom(1).child('step'),
    progress: { step: scalar(5), epoch: scalar(0.5), fraction: scalar(0.5) },
    training: true,
  }
}
