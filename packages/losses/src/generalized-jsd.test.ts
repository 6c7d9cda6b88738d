import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { generalizedJsd, generalizedJsdLoss } from './generalized-jsd'
import { kl, mix, testDivergence } from './testing/divergence'

beforeAll(() => setBackend('cpu'))

describe('generalizedJsdLoss, by default', () => {
  testDivergence(
    'generalizedJsd',
    (z, v, options) => generalizedJsdLoss(z, v, { ...options }),
    (p, q) => 0.5 * kl(p, mix(p, 0.5, q)) + 0.5 * kl(q, mix(p, 0.5, q)),
  )
})

describe('generalizedJsdLoss, beta: 0.1', () => {
  testDivergence(
    'generalizedJsd',
    (z, v, options) => generalizedJsdLoss(z, v, { ...options, beta: 0.1 }),
    (p, q) => 0.1 * kl(p, mix(p, 0.1, q)) + 0.9 * kl(q, mix(p, 0.1, q)),
  )
})

describe('generalizedJsdLoss, beta: 0', () => {
  testDivergence(
    'generalizedJsd',
    (z, v, options) => generalizedJsdLoss(z, v, { ...options, beta: 0 }),
    (p, q) => kl(p, q),
  )
})

describe('generalizedJsdLoss, beta: 1', () => {
  testDivergence(
    'generalizedJsd',
    (z, v, options) => generalizedJsdLoss(z, v, { ...options, beta: 1 }),
    (p, q) => kl(q, p),
  )
})

describe('generalizedJsd', () => {
  it('computes generalizedJsdLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { beta: 1, temperatureSquared: false } as const
    const got = generalizedJsd(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = generalizedJsdLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(generalizedJsd, {
  describe,
  it,
  options: [{}, { beta: 0 }, { beta: 0.1 }, { beta: 1, temperatureSquared: false }],
})
