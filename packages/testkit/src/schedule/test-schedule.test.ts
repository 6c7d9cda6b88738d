import { defineSchedule, type OptionsSchema, type Progress, type Schedule } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { failing, registeredBy } from '../testing/failures'
import { testSchedule, type ScheduleTestOptions } from './test-schedule'

const described = 'describes its options, and refuses others'
const finite = 'is a finite number everywhere'
const pure = 'gives the same for the same progress, and leaves that as it was'

interface Toy {
  readonly options?: OptionsSchema<unknown, unknown>
  readonly create?: () => Schedule
}

/** A straight line down that stops at its end, with something in it changed. */
function toySchedule({ options = z.strictObject({}), create = () => right }: Toy = {}) {
  return defineSchedule({ name: 'toy', summary: 'A line.', options, create })
}

const right: Schedule = ({ fraction }) => (fraction > 0 ? 4 - 2 * Math.min(1, fraction) : 4)

const testsOf = (toy: Toy, given: Partial<ScheduleTestOptions> = {}) =>
  registeredBy((runner) => {
    testSchedule(toySchedule(toy), { ...runner, ...given })
  })

interface Broken extends Toy {
  readonly fails: readonly string[]
  readonly says: RegExp
}

const broken: Readonly<Record<string, Broken>> = {
  'what grows without end': {
    create: () => (progress) => 2 ** progress.step,
    fails: [finite],
    says: /a finite number far past the end; got Infinity/,
  },
  'a division by the steps of the run': {
    create: () => (progress) => progress.step / progress.steps,
    fails: [finite],
    says: /a finite number in a run without steps; got NaN/,
  },
  'a fraction that is no number': {
    create: () => (progress) => 1 - progress.fraction,
    fails: [finite],
    says: /of which no fraction is done; got NaN/,
  },
  'text in place of a number': {
    create: () => () => '3' as unknown as number,
    fails: [finite],
    says: /a finite number before the first step; got string: 3/,
  },
  'a memory of its own': {
    create: () => {
      let calls = 0
      return () => ++calls
    },
    fails: [pure],
    says: /the same again before the first step: 1; got 28/,
  },
  'random numbers': {
    create: () => () => Math.random(),
    fails: [pure],
    says: /the same again/,
  },
  'progress that is changed': {
    create: () => (progress) => {
      ;(progress as { -readonly [Key in keyof Progress]: number }).step += 1
      return 1
    },
    fails: [pure],
    says: /progress as it was: \{ step: 0, .* got \{ step: 1,/,
  },
  'an option without a description': {
    options: z.strictObject({ from: z.number().default(2) }),
    fails: [described],
    says: /a description of the option from; got none/,
  },
  'options that are not known and not refused': {
    options: z.object({}),
    fails: [described],
    says: /unknown options to be refused; got a schedule/,
  },
}

describe('testSchedule', () => {
  it('passes a right schedule', async () => {
    const tests = testsOf({})
    expect([...tests.keys()]).toEqual([described, finite, pure])
    expect(await failing(tests)).toEqual({})
  })

  it.each(Object.entries(broken))('finds %s', async (_, { fails, says, ...toy }) => {
    const failures = await failing(testsOf(toy))
    expect(Object.keys(failures)).toEqual(fails)
    expect(Object.values(failures).some((message) => says.test(message))).toBe(true)
  })

  it('refuses what is no option beside those that have to be given', async () => {
    const options = z.object({ from: z.number().describe('Nothing.') })
    const failures = await failing(testsOf({ options }, { options: [{ from: 1 }] }))
    expect(failures).toEqual({ [described]: expect.stringMatching(/unknown options to be refused/) })
  })

  it('says so where it is given options that the schedule does not take', async () => {
    const options = z.strictObject({ from: z.number().describe('Nothing.') })
    const failures = await failing(testsOf({ options }))
    expect(Object.keys(failures)).toEqual([described, finite, pure])
    expect(failures[described]).toMatch(/options that it takes: \{\}; got .*from/)
  })

  it('tests each of several options', () => {
    const options = z.strictObject({ from: z.number().default(2).describe('Nothing.') })
    const names = [...testsOf({ options }, { options: [{}, { from: 3 }] }).keys()]
    expect(names).toEqual([described, finite, pure, `${finite} ({"from":3})`, `${pure} ({"from":3})`])
  })
})
