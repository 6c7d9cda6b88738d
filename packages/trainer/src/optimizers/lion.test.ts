import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lion } from './lion'
import { updates } from './testing/once'

beforeAll(() => setBackend('cpu'))

describe('lion', () => {
  it('moves every weight by the learning rate, whatever its gradient, and one without a gradient not at all', () => {
    const [after] = updates(lion({ learningRate: 0.5 }), [1, 1, 1], {
      gradients: [[100, -1e-3, 0]],
      learningRate: 0.5,
    })
    expect(after).toEqual([0.5, 1.5, 1])
  })

  it('turns once the gradient outweighs its momentum: closed form of two steps', () => {
    // m = (1 - beta2) g = 0.5; the second direction is 0.5 * 0.5 + 0.5 * g: below 0 for g < -0.5 only.
    const rule = lion({ learningRate: 1, beta1: 0.5, beta2: 0.5 })
    const gradients = [
      [1, 1],
      [-0.25, -0.75],
    ]
    expect(updates(rule, [0, 0], { gradients, learningRate: 1 })).toEqual([
      [-1, -1],
      [-2, 0],
    ])
  })

  it('decays the weights themselves: 8 - 0.5 (1 + 0.25 * 8)', () => {
    const rule = lion({ learningRate: 0.5, weightDecay: 0.25 })
    expect(updates(rule, [8], { gradients: [[3]], learningRate: 0.5 })).toEqual([[6.5]])
  })
})
