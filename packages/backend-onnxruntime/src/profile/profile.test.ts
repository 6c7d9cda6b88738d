import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerBackend } from '../register-backend'
import { describeProfile } from './describe-profile'
import { profile } from './profile'

beforeAll(() => registerBackend())
beforeEach(() => tf.setBackend('onnxruntime'))

describe('profile', () => {
  it('counts the calls of each kernel, and says who computed them', () => {
    const large = tf.ones([200, 200])
    const text = tf.tensor1d(['a'])
    const { result, entries, milliseconds } = profile(() =>
      tf.tidy(() => {
        tf.string.stringToHashBucketFast(text, 3)
        return tf.sum(tf.matMul(tf.matMul(large, large), large)).dataSync()[0]
      }),
    )
    // Every entry of 1·1·1 is 200², and there are 200² of them.
    expect(result).toBe(200 ** 4)
    const found = new Map(entries.map((entry) => [entry.kernel, entry]))
    expect(found.get('BatchMatMul')).toMatchObject({ calls: 2, place: 'onnxruntime', largest: 40_000 })
    expect(found.get('StringToHashBucketFast')).toMatchObject({ calls: 1, place: 'cpu' })
    expect(entries.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(entries.reduce((sum, entry) => sum + entry.milliseconds, 0)).toBeCloseTo(milliseconds)
    expect(entries.map((entry) => entry.milliseconds)).toEqual(
      entries.map((entry) => entry.milliseconds).toSorted((a, b) => b - a),
    )
  })

  it('tells nothing of what runs afterwards, also where the function throws', () => {
    const { entries } = profile(() => tf.tidy(() => tf.square(tf.scalar(2)).dataSync()))
    const before = entries.map(({ calls }) => calls)
    tf.tidy(() => void tf.square(tf.scalar(2)))
    expect(entries.map(({ calls }) => calls)).toEqual(before)
    expect(() =>
      profile(() => {
        throw new Error('mine')
      }),
    ).toThrow('mine')
    expect((tf.backend() as unknown as { recorder?: object }).recorder).toBeUndefined()
  })

  it('needs the backend in use', async () => {
    await tf.setBackend('cpu')
    expect(() => profile(() => 1)).toThrow(
      expect.objectContaining({ code: 'backend-onnxruntime/not-current' }),
    )
  })
})

describe('describeProfile', () => {
  it('aligns its columns', () => {
    const entries = [
      {
        kernel: 'BatchMatMul',
        place: 'onnxruntime',
        calls: 12,
        milliseconds: 30,
        share: 0.75,
        largest: 1_440_000,
      },
      { kernel: 'Relu', place: 'loop', calls: 3, milliseconds: 10, share: 0.25, largest: 9 },
    ] as const
    expect(describeProfile({ result: undefined, milliseconds: 40, entries }).split('\n')).toEqual([
      'kernel       where        calls    ms  share    largest',
      'BatchMatMul  onnxruntime     12  30.0   75 %  1,440,000',
      'Relu         loop             3  10.0   25 %          9',
    ])
  })
})
