import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { reverseKl, reverseKlLoss } from './reverse-kl'
import { kl, testDivergence } from './testing/divergence'

beforeAll(() => setBackend('cpu'))

describe('reverseKlLoss, by default', () => {
  testDivergence(
    'reverseKl',
    (z, v, options) => reverseKlLoss(z, v, { ...options }),
    (p, q) => kl(q, p),
  )
})

describe('reverseKl', () => {
  it('computes reverseKlLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { temperatureSquared: false } as const
    const got = reverseKl(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = reverseKlLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(reverseKl, { describe, it, options: [{}, { temperatureSquared: false }] })
