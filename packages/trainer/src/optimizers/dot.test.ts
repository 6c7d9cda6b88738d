import '@tensorflow/tfjs-backend-cpu'
import { setBackend, tensor1d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { dot } from './dot'
import { momentum } from './momentum'
import { updates } from './testing/once'

beforeAll(() => setBackend('cpu'))

const gradients = [[2], [-1], [0.5], [4]]
const options = { learningRate: 0.5, momentum: 0.5, weightDecay: 0.125 }

describe('dot', () => {
  it('keeps more of what is taught: closed form of two steps', () => {
    // Velocities 4 and 8, then 0.25 * 4 + 0 and 0.75 * 8 + 0.
    const rule = dot({ learningRate: 1, momentum: 0.5, delta: 0.25 })
    const terms = [
      { hard: tensor1d([4]), soft: tensor1d([8]) },
      { hard: tensor1d([0]), soft: tensor1d([0]) },
    ]
    const after = updates(rule, [0], {
      gradients: [[12], [0]],
      learningRate: 1,
      beside: (index) => ({ byTerm: terms[index]!, taught: ['soft'] }),
    })
    expect(after).toEqual([[-12], [-19]])
  })

  it('adds up the terms of a kind', () => {
    const rule = dot({ learningRate: 1, momentum: 0.5, delta: 0.25 })
    const byTerm = { hard: tensor1d([1]), other: tensor1d([3]), soft: tensor1d([2]), hint: tensor1d([6]) }
    const after = updates(rule, [0], {
      gradients: [[12], [12]],
      learningRate: 1,
      beside: () => ({ byTerm, taught: ['soft', 'hint'] }),
    })
    // Then 0.25 * 4 + 4 and 0.75 * 8 + 8.
    expect(after).toEqual([[-12], [-31]])
  })

  it.each([
    ['without a teacher', 'hard', ['soft']],
    ['without labels', 'soft', ['soft']],
  ])('is plain momentum where only terms %s reach a variable, with the decay', (_, name, taught) => {
    const ours = updates(dot({ ...options, delta: 0.25 }), [8], {
      gradients,
      learningRate: 0.5,
      beside: (index) => ({ byTerm: { [name]: tensor1d(gradients[index]!) }, taught }),
    })
    expect(ours).toEqual(updates(momentum(options), [8], { gradients, learningRate: 0.5 }))
  })

  it('is plain momentum where delta is 0', () => {
    const ours = updates(dot({ ...options, delta: 0 }), [8], {
      gradients,
      learningRate: 0.5,
      beside: (index) => {
        const half = tensor1d([gradients[index]![0]! / 2])
        return { byTerm: { hard: half, soft: half }, taught: ['soft'] }
      },
    })
    expect(ours).toEqual(updates(momentum(options), [8], { gradients, learningRate: 0.5 }))
  })

  it('refuses a sum', () => {
    expect(() => updates(dot(options), [8], { gradients, learningRate: 1 })).toThrow(
      expect.objectContaining({ code: 'trainer/gradients-by-term', component: 'dot' }),
    )
  })
})
