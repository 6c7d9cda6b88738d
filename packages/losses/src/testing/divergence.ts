import { reshape, square, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SoftenedOptions } from '../parts/divergence'
import { asTensor, logitPairs, temperatures } from './arbitraries'
import { farthest, pair, softmax } from './float64'
import { tapeGradient } from './gradients'

type Divergence = (student: Tensor, teacher: Tensor, options: SoftenedOptions) => Tensor

/** Σ_c p_c (log p_c − log q_c), in float64. */
export const kl = (p: readonly number[], q: readonly number[]): number =>
  pair(p, q, (pc, qc) => pc * Math.log(pc / qc)).reduce((sofar, term) => sofar + term, 0)

/** w a + (1 − w) b. */
export const mix = (a: readonly number[], w: number, b: readonly number[]): number[] =>
  pair(a, b, (ac, bc) => w * ac + (1 - w) * bc)

/** What every divergence on tokens keeps to, beside what `testLoss` tests; `formula(p, q)` of teacher and student is that at T = 1, in float64. */
export function testDivergence(
  component: string,
  loss: Divergence,
  formula: (p: number[], q: number[]) => number,
): void {
  it('is its formula, with T² and without', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, fc.boolean(), ({ student, teacher }, T, temperatureSquared) => {
        const factor = temperatureSquared ? T ** 2 : 1
        const expected = pair(student, teacher, (z, v) => factor * formula(softmax(v, T), softmax(z, T)))
        const options = { temperature: T, temperatureSquared }
        const got = [...loss(asTensor(student), asTensor(teacher), options).dataSync()]
        // float32 has an error of 1e-7 per term before T² multiplies it.
        expect(farthest(got, expected)).toBeLessThan(1e-5 * Math.max(1, ...expected) * Math.max(1, factor))
      }),
    )
  })

  it('gives a learned temperature of each example its gradient', () => {
    const [student, teacher, h] = [[[1, 2, 0], [0, -1, 3]], [[3, -1, 0], [1, 1, 0]], 1e-4] // prettier-ignore
    const expected = pair(student, teacher, (z, v) => {
      // d/dT at 2 of T² times the formula, by central differences in float64.
      const at = (T: number) => T ** 2 * formula(softmax(v, T), softmax(z, T))
      return (at(2 + h) - at(2 - h)) / (2 * h)
    })
    const learned = (T: Tensor) =>
      loss(asTensor(student), asTensor(teacher), {
        temperature: { student: T, teacher: T, squared: square(T) },
      })
    expect(farthest(tapeGradient(learned, tensor2d([[2], [2]])), expected)).toBeLessThan(1e-4)
  })

  it('gives each token of a sequence the loss it has on its own', () => {
    const student = tensor2d([[1, 2, 3], [0, 1, 0], [2, 2, 0], [4, 0, -1]]) // prettier-ignore
    const teacher = tensor2d([[2, 0, 1], [1, 1, 5], [0, 2, 3], [2, 1, -4]]) // prettier-ignore
    const sequences = loss(reshape(student, [2, 2, 3]), reshape(teacher, [2, 2, 3]), {})
    expect(sequences.shape).toEqual([2, 2])
    expect([...sequences.dataSync()]).toEqual([...loss(student, teacher, {}).dataSync()])
  })

  it('refuses unequal class counts', () => {
    expect(() => loss(tensor2d([[1, 2, 3]]), tensor2d([[1, 2]]), {})).toThrow(
      expect.objectContaining({ code: 'losses/class-count', component }),
    )
  })
}
