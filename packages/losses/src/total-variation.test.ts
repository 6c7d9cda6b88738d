import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { totalVariation, totalVariationLoss } from './total-variation'
import { testDivergence } from './testing/divergence'
import { pair } from './testing/float64'

beforeAll(() => setBackend('cpu'))

describe('totalVariationLoss, by default', () => {
  testDivergence(
    'totalVariation',
    (z, v, options) => totalVariationLoss(z, v, { ...options }),
    (p, q) => pair(p, q, (a, b) => Math.abs(a - b) / 2).reduce((sofar, term) => sofar + term, 0),
  )
})

describe('totalVariation', () => {
  it('computes totalVariationLoss at the temperature of the step', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const options = { temperatureSquared: false } as const
    const got = totalVariation(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    const plain = totalVariationLoss(studentLogits, teacherLogits, { ...options, temperature: 4 })
    expect([...got.dataSync()]).toEqual([...plain.dataSync()])
  })
})

testLoss(totalVariation, { describe, it })
