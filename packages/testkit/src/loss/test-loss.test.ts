import '@tensorflow/tfjs-backend-cpu'
import { defineLoss } from '@potstill/spec'
import { add, addN, mean, setBackend, squaredDifference, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { refuseOne } from '../testing/broken'
import { brokenTraits } from '../testing/broken-traits'
import { brokenValues } from '../testing/broken-values'
import { all, compiled, gradient, match, order, teacher } from '../testing/check-names'
import { withWrongCompiler } from '../testing/compiling'
import { detach } from '../testing/detach'
import { failuresOf, testsOf } from '../testing/failures'
import { toyLoss, toyValue, type Toy } from '../testing/toy-loss'

beforeAll(() => setBackend('cpu'))

describe('testLoss', () => {
  it('passes a right loss', async () => {
    expect([...testsOf(toyLoss()).keys()]).toEqual(all)
    expect(await failuresOf(toyLoss(), { tokens: true })).toEqual({})
  })

  it.each(Object.entries({ ...brokenValues, ...brokenTraits }))(
    'finds %s',
    async (_, { fails, says, ...toy }) => {
      const failures = await failuresOf(toyLoss(toy))
      expect(Object.keys(failures)).toEqual(fails)
      expect(Object.values(failures).some((message) => says.test(message))).toBe(true)
    },
  )

  it('finds with tokens what it finds without', async () => {
    const toy = toyLoss({
      compute: ({ studentLogits, teacherLogits }) => add(toyValue(studentLogits, teacherLogits), 0.5),
    })
    expect(Object.keys(await failuresOf(toy, { tokens: true }))).toEqual([match, `${match} (with tokens)`])
  })

  it('tests each of several options', async () => {
    const toy = toyLoss({ options: z.strictObject({ power: z.number().default(2).describe('Nothing.') }) })
    const names = [...testsOf(toy, { options: [{}, { power: 3 }] }).keys()]
    expect(names).toEqual([...all, ...all.slice(1).map((name) => `${name} ({"power":3})`)])
  })

  it('leaves out what the traits or the author exempt', () => {
    const names = (toy: Toy, given = {}) => [...testsOf(toyLoss(toy), given).keys()]
    const without = (left: string) => all.filter((name) => name !== left)
    expect(names({ traits: { permutationInvariant: false } })).toEqual(without(order))
    expect(names({ traits: { zeroAtMatch: false } })).toEqual(without(match))
    expect(names({}, { withoutDifferences: 'a weight is a constant' })).toEqual(without(gradient))
  })

  it('lets a loss refuse a batch that is smaller than it declares', async () => {
    const toy = toyLoss({
      traits: { smallestBatch: 2 },
      compute: ({ studentLogits, teacherLogits }) => {
        refuseOne(studentLogits)
        return toyValue(studentLogits, teacherLogits)
      },
    })
    expect(await failuresOf(toy, { batch: 1 })).toEqual({})
  })

  it('finds a gradient into the features of the teacher', async () => {
    expect(await failuresOf(toyFeatures(detach))).toEqual({})
    expect(Object.keys(await failuresOf(toyFeatures((each) => each)))).toEqual([teacher])
  })

  it('finds another value when it is compiled, unless the traits say why it cannot be', async () => {
    await withWrongCompiler(async () => {
      expect(Object.keys(await failuresOf(toyLoss()))).toEqual([compiled])
      const exempt = toyLoss({ traits: { compiles: { reason: 'it reads numbers' } } })
      expect(await failuresOf(exempt)).toEqual({})
    })
  })
})

/** The mean squared difference of features, with the teacher's seen through something. */
function toyFeatures(seen: (teacher: Tensor) => Tensor) {
  return defineLoss({
    name: 'toyFeatures',
    summary: 'Mean squared difference of features.',
    needs: ['features'],
    options: z.strictObject({}),
    create: () => ({
      traits: {
        level: 'features',
        softened: false,
        perExample: true,
        sameClasses: false,
        zeroAtMatch: true,
        temperatureSquared: false,
      },
      compute: ({ features }) =>
        addN(features.map((pair) => mean(squaredDifference(pair.student, seen(pair.teacher)), [1, 2, 3]))),
    }),
  })
}
