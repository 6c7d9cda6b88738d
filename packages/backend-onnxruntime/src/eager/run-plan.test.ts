import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { registerBackend } from '../register-backend'

beforeAll(async () => {
  await registerBackend()
  await tf.setBackend('onnxruntime')
})

const placesOf = (run: () => void): string[] => {
  const backend = tf.backend() as OnnxruntimeBackend
  const places: string[] = []
  backend.recorder = { add: ({ kernel, place }) => void places.push(`${kernel} ${place}`) }
  try {
    run()
  } finally {
    backend.recorder = undefined
  }
  return places
}

describe('a kernel', () => {
  it('runs on ONNX Runtime where it is large, and on the cpu kernel where it is small', () => {
    const large = tf.ones([40, 40])
    const small = tf.ones([2, 2])
    expect(placesOf(() => tf.matMul(large, large))).toEqual(['BatchMatMul onnxruntime'])
    expect(placesOf(() => tf.matMul(small, small))).toEqual(['BatchMatMul cpu'])
    expect(placesOf(() => tf.add(large, large))).toEqual(['Add onnxruntime'])
  })

  it('gives several results where the kernel does', () => {
    const x = tf.tensor2d(
      Float32Array.from({ length: 200 }, (_, index) => index),
      [2, 100],
    )
    let parts: tf.Tensor[] = []
    expect(placesOf(() => (parts = tf.unstack(x, 1)))).toEqual(['Unpack onnxruntime'])
    expect(parts.length).toBe(100)
    expect([...parts[7]!.dataSync()]).toEqual([7, 107])
  })

  it('keeps whole numbers exact', () => {
    const x = tf.tensor1d(new Int32Array(2000).fill(2 ** 24 + 1))
    expect(tf.add(x, x).dataSync()[1999]).toBe(2 ** 25 + 2)
    expect(tf.transpose(tf.reshape(x, [20, 100])).dataSync()[1999]).toBe(2 ** 24 + 1)
    expect(tf.gather(x, tf.range(0, 2000, 1, 'int32')).dataSync()[1999]).toBe(2 ** 24 + 1)
  })

  it('says in the words of TensorFlow.js what is wrong, however large it is', async () => {
    const messages = async (backendName: string) => {
      await tf.setBackend(backendName)
      const run = () => tf.einsum('ij,jk->il', tf.ones([100, 100]), tf.ones([100, 100]))
      try {
        run()
        return 'nothing'
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(await messages('onnxruntime')).toBe(await messages('cpu'))
  })
})

describe('plans', () => {
  it('serve other sizes with the same session', async () => {
    await tf.setBackend('onnxruntime')
    const { sessions } = tf.backend() as OnnxruntimeBackend
    const multiply = (rows: number) =>
      tf.tidy(() => tf.matMul(tf.ones([rows, 50]), tf.ones([50, 50])).dataSync()[0])
    expect(multiply(10)).toBe(50)
    const before = sessions.size
    for (let rows = 11; rows < 40; rows++) expect(multiply(rows)).toBe(50)
    expect(sessions.size).toBe(before)
  })
})
