import '@tensorflow/tfjs-backend-cpu'
import { compilerKey, defineLoss, type Compiler } from '@potstill/spec'
import { add, addN, backend, mean, setBackend, squaredDifference, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { refuseOne } from '../testing/broken'
import { brokenTraits } from '../testing/broken-traits'
import { brokenValues } from '../testing/broken-values'
import { all, compiled, declared, gradient, match, order, teacher } from '../testing/check-names'
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

  it('takes a value for each token of features where it is told so', async () => {
    const each = (given: Tensor) => mean(given, -1)
    const taps = [{ student: [7, 3], teacher: [7, 3] }]
    expect(await failuresOf(toyFeatures(detach, each), { taps, featureTokens: 7 })).toEqual({})
    expect(Object.keys(await failuresOf(toyFeatures(detach, each), { taps }))).toEqual([declared])
  })

  it("finds a gradient into the teacher's largest entries", async () => {
    expect(await failuresOf(toySparse(detach))).toEqual({})
    expect(Object.keys(await failuresOf(toySparse((each) => each)))).toEqual([teacher])
  })

  it('finds another value when it is compiled, unless the traits say why it cannot be', async () => {
    const compiler: Compiler = {
      compile: (fn) => ({
        run: (args, { context }) => {
          const result = fn(args, (supply) => supply(context)) as Tensor
          return add(result, 1) as never
        },
        dispose: () => {},
      }),
    }
    const compiling = backend() as { [compilerKey]?: Compiler }
    compiling[compilerKey] = compiler
    try {
      expect(Object.keys(await failuresOf(toyLoss()))).toEqual([compiled])
      const exempt = toyLoss({ traits: { compiles: { reason: 'it reads numbers' } } })
      expect(await failuresOf(exempt)).toEqual({})
    } finally {
      delete compiling[compilerKey]
    }
  })
})

/** The mean squared difference of features, over all axes or some, with the teacher's seen through something. */
function toyFeatures(
  seen: (teacher: Tensor) => Tensor,
  reduce = (squares: Tensor): Tensor => mean(squares, [1, 2, 3]),
) {
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
        addN(features.map((pair) => reduce(squaredDifference(pair.student, seen(pair.teacher))))),
    }),
  })
}

/** The squared difference of the mean of the student's logits and what is left of the teacher's, seen through something. */
function toySparse(seen: (teacher: Tensor) => Tensor) {
  return defineLoss({
    name: 'toySparse',
    summary: 'Squared difference of a mean logit and a tail.',
    needs: ['studentLogits', 'teacherTopK'],
    options: z.strictObject({}),
    create: () => ({
      traits: {
        level: 'logits',
        softened: false,
        perExample: true,
        sameClasses: true,
        zeroAtMatch: false,
        temperatureSquared: false,
      },
      compute: ({ studentLogits, teacherTopK: { tail } }) =>
        squaredDifference(mean(studentLogits, -1), seen(tail)),
    }),
  })
}
