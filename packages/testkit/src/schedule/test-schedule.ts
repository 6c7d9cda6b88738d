import type { AnyFactory, Progress, Schedule } from '@potstill/spec'
import { checkOptions } from '../check-options'
import { registerChecks, shownOptions, type Checks } from '../checks'
import { expectThat } from '../failure'
import type { Runner } from '../runner'
import { places } from './places'

export interface ScheduleTestOptions extends Runner {
  /** Options to test the schedule with, one after the other. Default: none, which are its defaults. */
  readonly options?: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Registers the conformance tests of a schedule: it is a pure function of progress, and a finite number at every place of every run:
 * before the first step, past the last one, and in a run that has no steps.
 *
 * @example
 * import { cosine } from '@potstill/schedules'
 *
 * const names = []
 * const runner = { describe: (name, define) => define(), it: (name) => names.push(name) }
 * testSchedule(cosine, { ...runner, options: [{ from: 8, to: 2 }] })
 * names[1] // => 'is a finite number everywhere ({"from":8,"to":2})'
 */
export function testSchedule(factory: AnyFactory<'schedule', Schedule>, given: ScheduleTestOptions): void {
  const { describe, it, options = [{}] } = given
  describe(factory.name, () => {
    it('describes its options, and refuses others', () => {
      checkOptions(factory, options[0] ?? {})
    })
    for (const each of options) registerChecks({ it }, scheduleChecks(factory, each), shownOptions(each))
  })
}

function scheduleChecks(
  factory: AnyFactory<'schedule', Schedule>,
  options: Readonly<Record<string, unknown>>,
): Checks {
  return {
    'is a finite number everywhere': () => {
      const schedule = factory.make(options)
      for (const [place, progress] of Object.entries(places)) {
        const value: unknown = schedule({ ...progress })
        expectThat(Number.isFinite(value), `a finite number ${place}`, () => shown(value))
      }
    },
    'gives the same for the same progress, and leaves that as it was': () => {
      const schedule = factory.make(options)
      const valueAt = (progress: Progress) => {
        const given = { ...progress }
        const value = schedule(given)
        expectThat(shown(given) === shown(progress), `progress as it was: ${shown(progress)}`, () =>
          shown(given),
        )
        return value
      }
      const there = Object.values(places).map(valueAt)
      const back = Object.values(places).toReversed().map(valueAt).toReversed()
      Object.keys(places).forEach((place, index) => {
        expectThat(Object.is(there[index], back[index]), `the same again ${place}: ${there[index]}`, () =>
          shown(back[index]),
        )
      })
    },
  }
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' && value !== null
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${String(each)}`)
        .join(', ')} }`
    : `${typeof value}: ${String(value)}`
}
