import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { add, grads, setBackend, sum, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { review, reviewKd } from './review-kd'

beforeAll(() => setBackend('cpu'))

testLoss(reviewKd, {
  describe,
  it,
  options: [{}, { levels: [2, 1], maxChannels: 2 }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 2] },
    { student: [2, 2, 5], teacher: [2, 2, 4] },
    { student: [1, 1, 6], teacher: [1, 1, 5] },
  ],
})

const features = [
  { student: [4, 4, 3], teacher: [4, 4, 2] },
  { student: [2, 2, 700], teacher: [2, 2, 4] },
]
const given = {
  shapes: { studentLogits: [3], features },
  random: seededRandom(1),
  classes: 3,
  examples: { count: 1 },
  signals: [],
}

const small = [
  { student: [2, 2, 1], teacher: [2, 2, 1] },
  { student: [1, 1, 2], teacher: [1, 1, 2] },
]
const twoLayers = { ...given, shapes: { ...given.shapes, features: small } }

describe('reviewKd', () => {
  it.each([
    [512, undefined],
    [64, 64],
    [700, 1000],
  ])(
    'fuses in %i channels where at most %s are allowed and the deepest tap has 700',
    async (middle, maxChannels) => {
      const loss = reviewKd(maxChannels === undefined ? {} : { maxChannels })
      const { trainable = {} } = (await loss.init?.(given)) ?? {}
      expect(trainable['0/narrow/convolution/weights']?.shape).toEqual([3, middle])
      expect(trainable['1/narrow/convolution/weights']?.shape).toEqual([700, middle])
    },
  )

  it('lets a deep layer learn from what shallow ones are told, and not the other way round', async () => {
    const loss = reviewKd({ levels: [1] })
    const { trainable = {}, state = {} } = (await loss.init?.(twoLayers)) ?? {}
    // In evaluation: the batch's own statistics would take out what a single place adds to all.
    const context = { ...lossContext(), variables: trainable, state, training: false }
    const random = seededRandom(5)
    const [shallow, deep] = small.map(({ student }, index) =>
      random.normal(`student ${index}`, [2, ...student]),
    )
    // A pair whose teacher is what was made of the student is at its least and has no gradient: only the other's is left.
    const made = (which: number) => {
      const { pairs } = review([{ student: shallow!, teacher: shallow! }, { student: deep!, teacher: deep! }], 512, context) // prettier-ignore
      return pairs[which]!.student
    }
    const away = (index: number) => add(made(index), 1)
    const gradients = (teachers: readonly Tensor[]) =>
      grads((...students: Tensor[]) => {
        const features = students.map((student, index) => ({ student, teacher: teachers[index]! }))
        const result = loss.compute({ features }, context)
        return sum('loss' in result ? result.loss : result)
      })([shallow!, deep!]).map((each) => Math.max(...[...each.dataSync()].map(Math.abs)))
    const [ofShallow, toDeep] = gradients([away(0), made(1)])
    expect(ofShallow).toBeGreaterThan(1e-3)
    expect(toDeep).toBeGreaterThan(1e-3)
    const [toShallow, ofDeep] = gradients([made(0), away(1)])
    expect(toShallow).toBe(0)
    expect(ofDeep).toBeGreaterThan(1e-3)
  })

  it('refuses taps that are no maps, and none', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'reviewKd' }) as Error
    const init = (shapes: typeof features) => () =>
      reviewKd().init?.({ ...given, shapes: { ...given.shapes, features: shapes } })
    expect(init([{ student: [4], teacher: [4] }])).toThrow(expected)
    expect(init([])).toThrow(expected)
  })
})
