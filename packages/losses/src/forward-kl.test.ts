import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { forwardKl, forwardKlLoss } from './forward-kl'
import { kl, testDivergence } from './testing/divergence'
import { crossEntropyOf } from './testing/float64'

beforeAll(() => setBackend('cpu'))

describe('forwardKlLoss, by default', () => {
  testDivergence(
    'forwardKl',
    (z, v, options) => forwardKlLoss(z, v, { ...options }),
    (p, q) => crossEntropyOf(p, q),
  )
})

describe('forwardKlLoss, form: kl', () => {
  testDivergence(
    'forwardKl',
    (z, v, options) => forwardKlLoss(z, v, { ...options, form: 'kl' }),
    (p, q) => kl(p, q),
  )
})

describe('forwardKl', () => {
  it('computes forwardKlLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { form: 'kl', temperatureSquared: false } as const
    const got = forwardKl(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = forwardKlLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(forwardKl, { describe, it, options: [{}, { form: 'kl' }] })
