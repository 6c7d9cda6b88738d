import { lossContext, testLoss } from '@potstill/testkit'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { forwardKlLoss } from './forward-kl'
import { generalizedJsd, generalizedJsdLoss } from './generalized-jsd'
import { reverseKlLoss } from './reverse-kl'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl, mix, testDivergence } from './testing/divergence'
import { farthest } from './testing/float64'

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

describe('the ends of generalizedJsdLoss', () => {
  const at = (z: Tensor, v: Tensor, beta: number, temperature: number) => [
    ...generalizedJsdLoss(z, v, { beta, temperature }).dataSync(),
  ]

  it('are the forward and the reverse divergence', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, temperature) => {
        const [z, v] = [asTensor(student), asTensor(teacher)]
        expect(at(z, v, 0, temperature)).toEqual([
          ...forwardKlLoss(z, v, { temperature, form: 'kl' }).dataSync(),
        ])
        expect(at(z, v, 1, temperature)).toEqual([...reverseKlLoss(z, v, { temperature }).dataSync()])
      }),
    )
  })

  it('are what the loss over β, and over 1 − β, goes to', () => {
    // What the loss over β is away from the divergence is β times a number, and β² times another, …: at a tenth of β about a tenth.
    const [p, q] = [[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]] as const // prettier-ignore
    const logs = (row: readonly number[]) => tensor2d([row.map(Math.log)])
    const distance = (beta: number, from: readonly number[], to: readonly number[]) =>
      Math.abs(at(logs(q), logs(p), beta, 1)[0]! / Math.min(beta, 1 - beta) - kl(from, to))
    for (const [far, near, from, to] of [
      [0.1, 0.01, p, q],
      [0.9, 0.99, q, p],
    ] as const) {
      expect(distance(near, from, to)).toBeLessThan(0.15 * distance(far, from, to))
    }
  })

  it('change places where student and teacher do', () => {
    fc.assert(
      fc.property(logitPairs, fc.constantFrom(0, 0.1, 0.5, 1), ({ student, teacher }, beta) => {
        const [z, v] = [asTensor(student), asTensor(teacher)]
        expect(farthest(at(z, v, beta, 1), at(v, z, 1 - beta, 1))).toBeLessThan(1e-5)
      }),
    )
  })
})
