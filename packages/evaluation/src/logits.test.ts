import '@tensorflow/tfjs-backend-cpu'
import { memory, scalar, setBackend, tensor3d, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { crossEntropyOf, predictedClasses, takeRows } from './logits'

beforeAll(() => setBackend('cpu'))

const rowsOf = (...rows: readonly (readonly number[])[]) => ({
  values: rows.flat(),
  rows: rows.length,
  classes: rows[0]!.length,
})

describe('takeRows', () => {
  it('makes a row of each token, and disposes the tensor', async () => {
    const before = memory().numTensors
    const { values, ...shape } = await takeRows(tensor3d([[[1, 2, 3]], [[4, 5, 6]]]))
    expect([...(values as Float32Array)]).toEqual([1, 2, 3, 4, 5, 6])
    expect(shape).toEqual({ rows: 2, classes: 3 })
    expect(memory().numTensors).toBe(before)
  })

  it('refuses what has no classes, and disposes it', async () => {
    const before = memory().numTensors
    await expect(takeRows(scalar(1))).rejects.toThrow(/got shape \[\]/)
    await expect(takeRows(zeros([2, 0]))).rejects.toThrow(/got shape \[2, 0\]/)
    expect(memory().numTensors).toBe(before)
  })
})

describe('predictedClasses', () => {
  it('takes the largest, the first of equals, and −1 for a row with NaN', () => {
    const rows = rowsOf([0, 2, 1], [1, 1, 1], [-5, -Infinity, -4], [NaN, 1, 2], [1, 2, NaN], [0, Infinity, 1])
    expect([...predictedClasses(rows)]).toEqual([1, 0, 2, -1, -1, 1])
  })
})

describe('crossEntropyOf', () => {
  it('is −log softmax of the label', () => {
    const rows = rowsOf([0, 0, 0, 0], [Math.log(1), Math.log(2), Math.log(4), Math.log(9)])
    expect(crossEntropyOf(rows, 0, 3)).toBeCloseTo(Math.log(4), 12)
    expect(crossEntropyOf(rows, 1, 1)).toBeCloseTo(Math.log(8), 12)
  })

  it('stays exact where exponentials would overflow or vanish', () => {
    const rows = rowsOf([1000, 0], [-1000, -1000], [0, -Infinity])
    expect(crossEntropyOf(rows, 0, 0)).toBe(0)
    expect(crossEntropyOf(rows, 0, 1)).toBe(1000)
    expect(crossEntropyOf(rows, 1, 0)).toBeCloseTo(Math.log(2), 12)
    expect(crossEntropyOf(rows, 2, 1)).toBe(Infinity)
  })
})
