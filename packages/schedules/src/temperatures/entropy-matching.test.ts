import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { testTemperature } from '@potstill/testkit'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { entropyMatching, softenedEntropy } from './entropy-matching'

beforeAll(() => setBackend('cpu'))

testTemperature(entropyMatching, { describe, it, options: [{}, { base: 0.8, student: 'own' }] })
const student = logits([
  [3, 1, -5, 0],
  [9, 8, 1, 0],
])
const teacher = logits([
  [1, 2, 3, 4],
  [40, 0, -20, 7],
])

describe('entropyMatching', () => {
  it('gives both sides the entropy that is asked for', () => {
    const [value] = resolved(entropyMatching({ base: 0.6, student: 'own' }), [student, teacher])
    const entropies = [softenedEntropy(student, value!.student), softenedEntropy(teacher, value!.teacher)]
    for (const entropy of entropies.flatMap(valuesOf)) expect(entropy).toBeCloseTo(0.6 * Math.log(4), 4)
  })

  it('finds the temperature in closed form of two classes', () => {
    // The entropy of (p, 1 − p) at p = 0.9; logits ln 9 · 4 and 0 have p = 0.9 at T = 4.
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)) / Math.log(2)
    const pair = logits([[4 * Math.log(9), 0]])
    const [value] = resolved(entropyMatching({ base: entropy }), [pair, pair])
    expect(valuesOf(value!.teacher)[0]).toBeCloseTo(4, 3)
  })

  it('stays within its bounds', () => {
    const both = logits([
      [3, 3, 3],
      [1e4, 0, -1e4],
    ])
    const [value] = resolved(entropyMatching({ lowest: 0.5, highest: 50 }), [both, both])
    const [low, high] = valuesOf(value!.teacher)
    expect([low!.toFixed(3), high!.toFixed(3)]).toEqual(['0.500', '50.000'])
  })

  it('refuses bounds the wrong way round', () => {
    expect(() => entropyMatching({ lowest: 2, highest: 1 })).toThrow(
      expect.objectContaining({ code: 'options/invalid' }),
    )
  })
})
