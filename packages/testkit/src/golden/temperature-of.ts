import type { Progress, Schedule, Signals, Temperature, TemperatureValue } from '@potstill/spec'
import { constantTemperature } from '../constant-temperature'
import { seededRandom } from '../seeded-random'
import { resolveTemperature } from '../temperature/resolve-temperature'
import { findFactory, notFound } from './find-component'
import type { GoldenCase, GoldenComponents } from './golden-case'

const start: Progress = { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 }

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
  const { trainable: variables = {}, state = {} } = memory
  return (given) =>
    resolveTemperature(made, given, { variables, state, progress: start, random }).temperatures
}
