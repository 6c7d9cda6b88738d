import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom, testTemperature } from '@potstill/testkit'
import { grad, scalar, setBackend, sum, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { at } from '../testing/progress'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { learnedTemperature } from './learned-temperature'

beforeAll(() => setBackend('cpu'))

testTemperature(learnedTemperature, {
  describe,
  it,
  options: [{}, { per: 'example', hidden: 4 }],
  withoutDifferences: 'it is trained against the student: its gradient is reversed',
})
const both = [logits([[1, 2, 0]]), logits([[2, 0, 1]])] as const
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

describe('learnedTemperature', () => {
  it('starts at 1 + 20 · sigmoid(1), for the run and for every example', async () => {
    for (const temperature of [learnedTemperature(), learnedTemperature({ per: 'example' })]) {
      const memory = await temperature.init?.({ classes: 3, random: seededRandom(1) })
      const variables = { ...memory?.trainable }
      const [value] = resolved(temperature, both, { variables })
      expect(valuesOf(value!.student)[0]).toBeCloseTo(1 + 20 * sigmoid(1), 4)
    }
  })

  it.each([
    [0, 0],
    [5, -0.5],
    [10, -1],
    [30, -1],
  ])('reverses the gradient by a cosine: at epoch %d by %d', (epoch, factor) => {
    const value = (theta: Tensor) =>
      sum(
        resolved(learnedTemperature(), both, { variables: { theta }, progress: at(epoch / 10) })[0]!.student,
      )
    // d/dθ of 1 + 20 · sigmoid(θ) at θ = 0 is 20 / 4.
    expect(valuesOf(grad(value)(scalar(0)))[0]).toBeCloseTo(5 * factor, 5)
  })
})
