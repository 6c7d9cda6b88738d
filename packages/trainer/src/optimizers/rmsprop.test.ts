import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { rmsprop } from './rmsprop'
import { updates } from './testing/once'

beforeAll(() => setBackend('cpu'))

describe('rmsprop', () => {
  it('steps by eta / sqrt(1 - alpha) at first: twice the learning rate for alpha = 0.75', () => {
    const rule = rmsprop({ learningRate: 0.25, alpha: 0.75 })
    const [after] = updates(rule, [1, 1], { gradients: [[4, -0.5]], learningRate: 0.25 })
    expect(after![0]).toBeCloseTo(0.5, 6)
    expect(after![1]).toBeCloseTo(1.5, 6)
  })

  it('stays finite where the mean of a steady gradient leaves no spread, in float32', () => {
    const rule = rmsprop({ learningRate: 1e-3, alpha: 0.5, epsilon: 1, centered: true })
    const gradients = Array.from({ length: 60 }, () => [0.1, 1 / 3, 7.7])
    const after = updates(rule, [0, 0, 0], { gradients, learningRate: 1e-3 }).flat()
    expect(after.every(Number.isFinite)).toBe(true)
  })
})
