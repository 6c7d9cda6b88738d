import '@tensorflow/tfjs-backend-cpu'
import { memory, tensor2d, tensor4d, zeros } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { picturesOf } from './pictures'

const row = (values: readonly number[]) => tensor4d([...values], [1, 1, values.length, 1])
const bytesOf = async (values: readonly number[]) => Array.from((await picturesOf(row(values), 1))[0]!.data)

describe('picturesOf', () => {
  it('shows values in [0, 1] as they are', async () => {
    expect(await bytesOf([0.2, 0.4, 0.6])).toEqual([51, 102, 153])
  })

  it('stretches what leaves that range from black to white', async () => {
    expect(await bytesOf([-1, 0, 1])).toEqual([0, 128, 255])
    expect(await bytesOf([0, 51, 255])).toEqual([0, 51, 255])
    expect(await bytesOf([-3, -3])).toEqual([0, 0])
  })

  it('shows what is not finite black', async () => {
    expect(await bytesOf([Number.NaN, 0.2, Infinity])).toEqual([0, 51, 0])
    expect(await bytesOf([Number.NaN])).toEqual([0])
  })

  it('takes the first examples, rows and channels in order, and leaves no tensor', async () => {
    const inputs = tensor4d(
      Array.from({ length: 24 }, (_, index) => index / 255),
      [2, 2, 2, 3],
    )
    const before = memory().numTensors
    const [one, two, ...others] = await picturesOf(inputs, 5)
    expect(memory().numTensors).toBe(before)
    expect(others).toEqual([])
    expect(one).toMatchObject({ width: 2, height: 2, channels: 3 })
    expect([...one!.data, ...two!.data]).toEqual(Array.from({ length: 24 }, (_, index) => index))
    expect(await picturesOf(inputs, 1)).toEqual([one])
  })

  it('makes none of what is no picture', async () => {
    expect(await picturesOf(tensor2d([[1]]), 1)).toEqual([])
    expect(await picturesOf(zeros([1, 2, 2, 2]), 1)).toEqual([])
    expect(await picturesOf({ left: zeros([1, 2, 2, 1]) }, 1)).toEqual([])
  })
})
