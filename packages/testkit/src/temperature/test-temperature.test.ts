import '@tensorflow/tfjs-backend-cpu'
import { scalar, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { brokenTemperatures } from '../testing/broken-temperatures'
import { withWrongCompiler } from '../testing/compiling'
import { failing, registeredBy } from '../testing/failures'
import {
  compiled,
  difference,
  everyTemperatureCheck as all,
  options,
} from '../testing/temperature-check-names'
import { toyTemperature, valueOf, type ToyTemperature } from '../testing/toy-temperature'
import { testTemperature } from './test-temperature'
import type { TemperatureTestOptions } from './temperature-test-options'

beforeAll(() => setBackend('cpu'))

const testsOf = (toy: ToyTemperature = {}, given: Partial<TemperatureTestOptions> = {}) =>
  registeredBy((runner) => {
    testTemperature(toyTemperature(toy), { ...runner, ...given })
  })
const withTokens = (names: readonly string[]) =>
  names.filter((name) => name !== options).map((name) => `${name} (with tokens)`)

describe('testTemperature', () => {
  it('passes a right temperature', async () => {
    expect([...testsOf().keys()]).toEqual([...all, ...withTokens(all)])
    expect(await failing(testsOf())).toEqual({})
  })

  it('passes several temperatures at once, and one with a base that is a curve', async () => {
    const several: ToyTemperature = {
      base: ({ fraction }) => 1 + fraction,
      resolve: (_, { base }) => [valueOf(base), valueOf(scalar(3))],
    }
    expect(await failing(testsOf(several))).toEqual({})
  })

  it.each(Object.entries(brokenTemperatures))('finds %s', async (_, { fails, says, ...toy }) => {
    const failures = await failing(testsOf(toy))
    expect(Object.keys(failures)).toEqual([...fails, ...withTokens(fails)])
    expect(Object.values(failures).some((message) => says.test(message))).toBe(true)
  })

  it('leaves out differences where the author says why', () => {
    const names = [...testsOf({}, { withoutDifferences: 'it is reversed' }).keys()]
    const without = all.filter((name) => name !== difference)
    expect(names).toEqual([...without, ...withTokens(without)])
  })

  it('tests each of several options', () => {
    const schema = z.strictObject({ power: z.number().default(2).describe('Nothing.') })
    const names = [...testsOf({ options: schema }, { options: [{}, { power: 3 }] }).keys()]
    expect(names).toContain(`${difference} ({"power":3})`)
    expect(names).toContain(`${difference} ({"power":3}, with tokens)`)
    expect(names.filter((name) => name.startsWith(options))).toHaveLength(1)
  })

  it('finds other temperatures when they are compiled', async () => {
    await withWrongCompiler(async () => {
      expect(Object.keys(await failing(testsOf()))).toEqual([compiled, ...withTokens([compiled])])
    })
  })
})
