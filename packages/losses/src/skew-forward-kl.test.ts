import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { forwardKlLoss } from './forward-kl'
import { skewForwardKl, skewForwardKlLoss } from './skew-forward-kl'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl, mix, testDivergence } from './testing/divergence'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'

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

describe('skewForwardKlLoss as λ goes to 0', () => {
  it('goes to the divergence without a mixture', () => {
    // By convexity it is at most (1 − λ) of it; and log(M_c / b_c) ≤ λ (a_c / b_c − 1), so it lacks at most λ χ² = λ (Σ a_c² / b_c − 1).
    fc.assert(
      fc.property(logitPairs, fc.constantFrom(0.5, 0.1, 0.01, 0.001), ({ student, teacher }, lambda) => {
        const [z, v] = [asTensor(student), asTensor(teacher)]
        const plain = [...forwardKlLoss(z, v, { form: 'kl' }).dataSync()]
        const got = [...skewForwardKlLoss(z, v, { lambda, form: 'kl' }).dataSync()]
        const spread = pair(teacher, student, (a, b) =>
          pair(softmax(a), softmax(b), (ac, bc) => ac ** 2 / bc).reduce((sum, each) => sum + each, -1),
        )
        got.forEach((value, row) => {
          // float32 has an error of 1e-7 per term.
          expect(value).toBeLessThan((1 - lambda) * plain[row]! + 1e-5)
          expect(value).toBeGreaterThan(plain[row]! - lambda * spread[row]! - 1e-5)
        })
      }),
    )
  })

  it('is that divergence at 0', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, temperature) => {
        const [z, v] = [asTensor(student), asTensor(teacher)]
        const plain = [...forwardKlLoss(z, v, { temperature, form: 'kl' }).dataSync()]
        const got = [...skewForwardKlLoss(z, v, { temperature, lambda: 0, form: 'kl' }).dataSync()]
        expect(farthest(got, plain)).toBeLessThan(1e-5 * Math.max(1, ...plain))
      }),
    )
  })
})
