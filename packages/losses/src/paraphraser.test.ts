import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { add, grads, mul, setBackend, sum, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { paraphraser, paraphraserLoss } from './paraphraser'

beforeAll(() => setBackend('cpu'))

testLoss(paraphraser, {
  describe,
  it,
  options: [{}, { rate: 0.75 }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 4] },
    { student: [2, 2, 2], teacher: [3, 3, 1] },
  ],
})

const given = {
  shapes: { studentLogits: [3], features: [{ student: [3, 3, 2], teacher: [3, 3, 5] }] },
  random: seededRandom(1),
  classes: 3,
  examples: { count: 1 },
  signals: [],
}

describe('paraphraser', () => {
  it('has factors for a share of the channels, rounded down', async () => {
    const { trainable = {} } = (await paraphraser().init?.(given)) ?? {}
    const shapes = Object.entries(trainable).filter(([name]) => name.endsWith('/weights'))
    expect(Object.fromEntries(shapes.map(([name, { shape }]) => [name, shape]))).toEqual({
      '0/encoder/first/convolution/weights': [3, 3, 5, 5],
      '0/encoder/second/convolution/weights': [3, 3, 5, 2],
      '0/encoder/third/convolution/weights': [3, 3, 2, 2],
      '0/decoder/first/convolution/weights': [3, 3, 2, 2],
      '0/decoder/second/convolution/weights': [3, 3, 2, 5],
      '0/decoder/third/convolution/weights': [3, 3, 5, 5],
    })
  })

  it('trains its own variables: along the gradient g the loss rises by ‖g‖²', async () => {
    const loss = paraphraser()
    const { trainable = {} } = (await loss.init?.(given)) ?? {}
    const names = Object.keys(trainable)
    const random = seededRandom(4)
    const features = [
      { student: random.normal('s', [4, 3, 3, 2]), teacher: random.normal('t', [4, 3, 3, 5]) },
    ]
    const value = (...tensors: Tensor[]) => {
      const variables = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]))
      return sum(loss.compute({ features }, { ...lossContext(), variables }) as Tensor)
    }
    const tensors = Object.values(trainable)
    const slopes = grads(value)(tensors)
    const moved = (by: number) =>
      value(...tensors.map((each, index) => add(each, mul(by, slopes[index]!)))).dataSync()[0]!
    const length = slopes.flatMap((each) => [...each.dataSync()]).reduce((total, g) => total + g ** 2, 0)
    const h = 2e-3
    // One of a hundred for the curvature that is left at this h, and for the bends of leaky ReLUs.
    expect(Math.abs((moved(h) - moved(-h)) / (2 * h) / length - 1)).toBeLessThan(0.01)
    expect(slopes.every((each) => each.dataSync().some((g) => g !== 0))).toBe(true)
  })

  it('refuses pairs of other shapes, and none', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'paraphraser' }) as Error
    expect(() => paraphraserLoss([{ student: tensor2d([[1, 2]]), teacher: tensor2d([[1]]) }])).toThrow(
      expected,
    )
    expect(() => paraphraserLoss([])).toThrow(expected)
  })
})
