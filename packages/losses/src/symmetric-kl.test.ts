import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { symmetricKl, symmetricKlLoss } from './symmetric-kl'
import { kl, testDivergence } from './testing/divergence'
import { crossEntropyOf } from './testing/float64'

beforeAll(() => setBackend('cpu'))

describe('symmetricKlLoss, by default', () => {
  testDivergence(
    'symmetricKl',
    (z, v, options) => symmetricKlLoss(z, v, { ...options }),
    (p, q) => 0.1 * crossEntropyOf(p, q) + 0.9 * kl(q, p),
  )
})

describe('symmetricKlLoss, form: kl, lambda: 0.3', () => {
  testDivergence(
    'symmetricKl',
    (z, v, options) => symmetricKlLoss(z, v, { ...options, form: 'kl', lambda: 0.3 }),
    (p, q) => 0.7 * kl(p, q) + 0.3 * kl(q, p),
  )
})

describe('symmetricKl', () => {
  it('computes symmetricKlLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { form: 'kl', lambda: 0.3, temperatureSquared: false } as const
    const got = symmetricKl(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = symmetricKlLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(symmetricKl, { describe, it, options: [{}, { form: 'kl', lambda: 0.3 }] })
