import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { jsDistance, jsDistanceLoss } from './js-distance'
import { kl, mix, testDivergence } from './testing/divergence'

beforeAll(() => setBackend('cpu'))

describe('jsDistanceLoss, by default', () => {
  testDivergence(
    'jsDistance',
    (z, v, options) => jsDistanceLoss(z, v, { ...options }),
    (p, q) => 0.9 * kl(q, mix(q, 0.9, p)) + 0.1 * kl(p, mix(q, 0.9, p)),
  )
})

describe('jsDistanceLoss, lambda: 0.3', () => {
  testDivergence(
    'jsDistance',
    (z, v, options) => jsDistanceLoss(z, v, { ...options, lambda: 0.3 }),
    (p, q) => 0.3 * kl(q, mix(q, 0.3, p)) + 0.7 * kl(p, mix(q, 0.3, p)),
  )
})

describe('jsDistance', () => {
  it('computes jsDistanceLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { lambda: 0.3, temperatureSquared: false } as const
    const got = jsDistance(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = jsDistanceLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(jsDistance, { describe, it, options: [{}, { lambda: 0.5 }] })
