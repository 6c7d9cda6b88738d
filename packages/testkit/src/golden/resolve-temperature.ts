import type { Progress, Schedule, Signals, Temperature, TemperatureValue } from '@potstill/spec'
import { scalar } from '@tensorflow/tfjs-core'
import { constantTemperature } from '../constant-temperature'
import { seededRandom } from '../seeded-random'
import { findFactory, notFound } from './find-component'
import type { GoldenCase, GoldenComponents } from './golden-case'

export const start: Progress = { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 }

/** What the temperature of a case comes to on given signals: several values, where the loss is to be summed over several. */
export async function temperatureOf(
  { temperature, signals }: GoldenCase,
  schedules: GoldenComponents,
): Promise<(given: Partial<Signals>) => readonly TemperatureValue[]> {
  const [named] = Object.entries(temperature ?? {})
  if (named === undefined) return () => [constantTemperature(1)]
  const [name, options] = named
  const schedule = findFactory<'schedule', Schedule>(schedules, 'schedule', name)
  if (schedule !== undefined) {
    const value = schedule.make(options)(start)
    return () => [constantTemperature(value)]
  }
  const factory = findFactory<'temperature', Temperature>(schedules, 'temperature', name)
  if (factory === undefined) throw notFound('schedule or temperature', name, schedules)
  const made = factory.make(options)
  const random = seededRandom(1)
  const classes = signals?.studentLogits?.shape.at(-1) ?? 1
  const memory = (await made.init?.({ classes, random })) ?? {}
  const base = typeof made.base === 'function' ? made.base(start) : (made.base ?? 1)
  return (given) => {
    const progress = { step: scalar(0), epoch: scalar(0), fraction: scalar(0) }
    const context = {
      base: scalar(base),
      progress,
      variables: memory.trainable ?? {},
      state: memory.state ?? {},
      random,
    }
    const resolved = made.resolve(given as Signals, context)
    if (Array.isArray(resolved)) return resolved as readonly TemperatureValue[]
    return 'temperatures' in resolved ? resolved.temperatures : [resolved as TemperatureValue]
  }
}
