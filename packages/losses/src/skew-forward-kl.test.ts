import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { skewForwardKl, skewForwardKlLoss } from './skew-forward-kl'
import { kl, mix, testDivergence } from './testing/divergence'
import { crossEntropyOf } from './testing/float64'

beforeAll(() => setBackend('cpu'))

describe('skewForwardKlLoss, by default', () => {
  testDivergence(
    'skewForwardKl',
    (z, v, options) => skewForwardKlLoss(z, v, { ...options }),
    (p, q) => crossEntropyOf(p, mix(p, 0.1, q)),
  )
})

describe('skewForwardKlLoss, form: kl, lambda: 0.4', () => {
  testDivergence(
    'skewForwardKl',
    (z, v, options) => skewForwardKlLoss(z, v, { ...options, form: 'kl', lambda: 0.4 }),
    (p, q) => kl(p, mix(p, 0.4, q)),
  )
})

describe('skewForwardKlLoss, form: kl, lambda: 0', () => {
  testDivergence(
    'skewForwardKl',
    (z, v, options) => skewForwardKlLoss(z, v, { ...options, form: 'kl', lambda: 0 }),
    (p, q) => kl(p, q),
  )
})

describe('skewForwardKl', () => {
  it('computes skewForwardKlLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { form: 'kl', lambda: 0, temperatureSquared: false } as const
    const got = skewForwardKl(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = skewForwardKlLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(skewForwardKl, { describe, it, options: [{}, { form: 'kl', lambda: 0.4 }] })
