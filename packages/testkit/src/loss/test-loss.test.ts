import '@tensorflow/tfjs-backend-cpu'
import { defineLoss } from '@potstill/spec'
import {
  add,
  addN,
  expm1,
  mean,
  setBackend,
  square,
  squaredDifference,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { refuseOne } from '../testing/broken'
import { brokenTraits } from '../testing/broken-traits'
import { brokenValues } from '../testing/broken-values'
import {
  all,
  compiled,
  declared,
  flat,
  gradient,
  largeFeatures,
  match,
  order,
  teacher,
} from '../testing/check-names'
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
    expect(names({ traits: { zeroAtMatch: false } })).toEqual(
      all.filter((name) => name !== match && name !== flat),
    )
    expect(names({}, { withoutFlatMatch: 'it has an edge there' })).toEqual(without(flat))
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
    expect([...testsOf(toyFeatures()).keys()]).toContain(largeFeatures)
    expect(await failuresOf(toyFeatures())).toEqual({})
    expect(Object.keys(await failuresOf(toyFeatures({ seen: (each) => each })))).toEqual([teacher])
  })

  it('finds features that are too large', async () => {
    const failures = await failuresOf(toyFeatures({ of: (difference) => expm1(square(difference)) }))
    expect(failures).toEqual({ [largeFeatures]: expect.stringMatching(/finite values/) })
  })

  it.each(['logProbs', 'tail'] as const)("finds a gradient into the teacher's largest: %s", async (part) => {
    expect(await failuresOf(toyTopK())).toEqual({})
    const failures = await failuresOf(toyTopK(part))
    expect(failures).toEqual({ [teacher]: expect.stringMatching(/no gradient at the teacher's teacherTopK/) })
  })

  it('takes a value for each token of features where it is told so', async () => {
    const each = (given: Tensor) => mean(given, -1)
    const taps = [{ student: [7, 3], teacher: [7, 3] }]
    expect(await failuresOf(toyFeatures({ reduce: each }), { taps, featureTokens: 7 })).toEqual({})
    expect(Object.keys(await failuresOf(toyFeatures({ reduce: each }), { taps }))).toEqual([declared])
  })

  it('finds another value when it is compiled, unless the traits say why it cannot be', async () => {
    await withWrongCompiler(async () => {
      expect(Object.keys(await failuresOf(toyLoss()))).toEqual([compiled])
      const exempt = toyLoss({ traits: { compiles: { reason: 'it reads numbers' } } })
      expect(await failuresOf(exempt)).toEqual({})
    })
  })
})

interface ToyFeatures {
  /** What the teacher's features are seen through. Default: as a constant. */
  readonly seen?: (teacher: Tensor) => Tensor
  /** Of the difference. Default: the square. */
  readonly of?: (difference: Tensor) => Tensor
  /** Default: the mean over all axes of an example. */
  readonly reduce?: (values: Tensor) => Tensor
}

const ofExamples = (values: Tensor): Tensor => mean(values, [1, 2, 3])

/** A mean over features. */
function toyFeatures({ seen = detach, of = square, reduce = ofExamples }: ToyFeatures = {}) {
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
        addN(features.map((pair) => reduce(of(sub(pair.student, seen(pair.teacher)))))),
    }),
  })
}

/** How far the mean of the student's logits is from what is known of the teacher, of which a part may not be a constant. */
function toyTopK(leaking?: 'logProbs' | 'tail') {
  const seen = (part: 'logProbs' | 'tail', tensor: Tensor) => (part === leaking ? tensor : detach(tensor))
  return defineLoss({
    name: 'toyTopK',
    summary: "Squared difference from what is known of the teacher's distribution.",
    needs: ['studentLogits', 'teacherTopK'],
    options: z.strictObject({}),
    create: () => ({
      traits: {
        level: 'logits',
        softened: false,
        perExample: true,
        sameClasses: false,
        zeroAtMatch: false,
        temperatureSquared: false,
      },
      compute: ({ studentLogits, teacherTopK: { logProbs, tail } }) => {
        const middle = mean(studentLogits, -1, true)
        const ofClasses = sum(square(sub(middle, seen('logProbs', logProbs))), -1)
        return add(ofClasses, squaredDifference(mean(studentLogits, -1), seen('tail', tail)))
      },
    }),
  })
}
