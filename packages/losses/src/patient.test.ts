import '@tensorflow/tfjs-backend-cpu'
import { lossContext, testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { patient, patientLoss } from './patient'

beforeAll(() => setBackend('cpu'))

const refusal = expect.objectContaining({ code: 'losses/features', component: 'patient' }) as Error

describe('patientLoss', () => {
  // Directions (0.6, 0.8) and (1, 0): 0.16 + 0.64 = 0.8 apart, squared. Other tokens do not count.
  const one = () => ({ student: tensor3d([[[3, 4], [7, 7]]]), teacher: tensor3d([[[2, 0], [0, 1]]]) }) // prettier-ignore
  // Opposite ones are 2 apart.
  const other = () => ({ student: tensor2d([[0, 0, 5]]), teacher: tensor2d([[0, 0, -1]]) })

  it.each([
    ['paper', 0.8, 0.8 + 4],
    ['code', 0.4, (0.4 + 4 / 3) / 2],
  ] as const)('compares directions of first tokens, variant %s', (variant, alone, both) => {
    expect(patientLoss([one()], { variant }).dataSync()[0]).toBeCloseTo(alone, 6)
    expect(patientLoss([one(), other()], { variant }).dataSync()[0]).toBeCloseTo(both, 6)
  })

  it('refuses maps, other widths, and none', () => {
    const shapes = [[[2, 4, 4, 3], [2, 4, 4, 3]], [[2, 3], [2, 4]], [[2], [2]]] // prettier-ignore
    for (const [student = [], teacher = []] of shapes) {
      expect(() => patientLoss([{ student: zeros(student), teacher: zeros(teacher) }])).toThrow(refusal)
    }
    expect(() => patientLoss([])).toThrow(refusal)
  })
})

describe('patient', () => {
  it('compares what the connector makes of first tokens', () => {
    // (1, 2) · [[1, 0], [0, 2]] + (2, 0) = (3, 4), as above.
    const features = [{ student: tensor3d([[[1, 2], [9, 9]]]), teacher: tensor2d([[2, 0]]) }] // prettier-ignore
    const variables = { '0/weights': tensor2d([[1, 0], [0, 2]]), '0/bias': tensor1d([2, 0]) } // prettier-ignore
    const loss = patient({ connector: 'linear' })
    const result = loss.compute({ features }, { ...lossContext(), variables })
    expect('loss' in result && result.loss.dataSync()[0]).toBeCloseTo(0.8, 6)
  })
})

testLoss(patient, {
  describe,
  it,
  options: [{}, { variant: 'code' }, { connector: 'none' }],
  taps: [
    { student: [5, 3], teacher: [5, 3] },
    { student: [4], teacher: [4] },
  ],
})

describe('with other widths', () => {
  const taps = [{ student: [5, 3], teacher: [7, 4] }, { student: [6], teacher: [4] }] // prettier-ignore
  testLoss(patient, { describe, it, taps, options: [{}, { connector: 'tanh', variant: 'code' }] })
})
