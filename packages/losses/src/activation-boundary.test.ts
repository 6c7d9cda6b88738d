import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { activationBoundary, activationBoundaryLoss } from './activation-boundary'
import { farthest } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(activationBoundary, {
  describe,
  it,
  options: [{}, { variant: 'mmrazor' }, { variant: 'zoo', margin: 2 }],
})

describe('activationBoundary', () => {
  // Where t ≤ 0: (0.5 + 1)² = 2.25, and 0 at −3 and at −1, the margin itself. Where t > 0: (−0.5 − 1)² = 2.25, and 0 at 2. In the second
  // example (0 + 1)² + (0 − 1)² = 2, and 0 at −1, −2 and 1.
  const student = tensor2d([[0.5, -3, -1, -0.5, 2], [0, 0, -1, -2, 1]]) // prettier-ignore
  const teacher = tensor2d([[-1, -1, 0, 1, 1], [0, 4, -1, -1, 1]]) // prettier-ignore
  const [first, second] = [4.5, 2]

  it.each([
    ['repdistiller', 0.003 * (0.5 + 1)],
    ['mmrazor', 0.003 * (1 + 1)],
    ['zoo', 2 / 5],
  ] as const)('counts what is on the wrong side of the margin: %s', (variant, factor) => {
    const pair = { student, teacher }
    const values = [...activationBoundaryLoss([pair, pair], { variant }).dataSync()]
    expect(farthest(values, [factor * first, factor * second])).toBeLessThan(1e-6)
  })

  it('takes another margin', () => {
    // With 2: (0.5 + 2)² = 6.25, 0, (−1 + 2)² = 1, (−0.5 − 2)² = 6.25 and (2 − 2)² = 0; the mean of five.
    const values = activationBoundaryLoss([{ student, teacher }], { variant: 'zoo', margin: 2 }).dataSync()
    expect(values[0]).toBeCloseTo(13.5 / 5, 6)
  })
})
