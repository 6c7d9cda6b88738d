import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lamb } from './lamb'
import { updates } from './testing/once'

beforeAll(() => setBackend('cpu'))

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4) as number)

describe('lamb', () => {
  it('steps by the learning rate times the norm of the variable: the first step is eta * 5 * sign(g) / sqrt 2', () => {
    const [after] = updates(lamb({ learningRate: 0.1, weightDecay: 0 }), [3, 4], {
      gradients: [[2, -7]],
      learningRate: 0.1,
    })
    expect(after).toEqual(close([3 - 0.5 / Math.SQRT2, 4 + 0.5 / Math.SQRT2]))
  })

  it('adds the decay before it takes the length: u = sign(g) + 0.5 w', () => {
    const [after] = updates(lamb({ learningRate: 0.1, weightDecay: 0.5 }), [3, 4], {
      gradients: [[2, 7]],
      learningRate: 0.1,
    })
    const length = Math.hypot(2.5, 3)
    expect(after).toEqual(close([3 - (0.5 * 2.5) / length, 4 - (0.5 * 3) / length]))
  })

  it('takes the step of Adam where the variable is 0, and stays where there is no step', () => {
    const rule = lamb({ learningRate: 0.1, weightDecay: 0 })
    const [fromZero] = updates(rule, [0, 0], { gradients: [[2, -7]], learningRate: 0.1 })
    expect(fromZero).toEqual(close([-0.1, 0.1]))
    expect(updates(rule, [3, 4], { gradients: [[0, 0]], learningRate: 0.1 })[0]).toEqual([3, 4])
  })

  it('takes the step of Adam in a variable that is exempt from the decay of others', () => {
    const rule = lamb({ learningRate: 0.1, weightDecay: 0.5 })
    const [after] = updates(rule, [3, 4], { gradients: [[2, -7]], learningRate: 0.1, weightDecay: 0 })
    expect(after).toEqual(close([2.9, 4.1]))
  })
})
