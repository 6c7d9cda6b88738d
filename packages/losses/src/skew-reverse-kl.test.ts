import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { skewReverseKl, skewReverseKlLoss } from './skew-reverse-kl'
import { kl, mix, testDivergence } from './testing/divergence'

beforeAll(() => setBackend('cpu'))

describe('skewReverseKlLoss, by default', () => {
  testDivergence(
    'skewReverseKl',
    (z, v, options) => skewReverseKlLoss(z, v, { ...options }),
    (p, q) => kl(q, mix(q, 0.1, p)),
  )
})

describe('skewReverseKlLoss, lambda: 0.4', () => {
  testDivergence(
    'skewReverseKl',
    (z, v, options) => skewReverseKlLoss(z, v, { ...options, lambda: 0.4 }),
    (p, q) => kl(q, mix(q, 0.4, p)),
  )
})

describe('skewReverseKlLoss, lambda: 0', () => {
  testDivergence(
    'skewReverseKl',
    (z, v, options) => skewReverseKlLoss(z, v, { ...options, lambda: 0 }),
    (p, q) => kl(q, p),
  )
})

describe('skewReverseKl', () => {
  it('computes skewReverseKlLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { lambda: 0, temperatureSquared: false } as const
    const got = skewReverseKl(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = skewReverseKlLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(skewReverseKl, { describe, it, options: [{}, { lambda: 0.4 }] })
