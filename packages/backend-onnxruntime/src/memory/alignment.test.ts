import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../compile'
import { registerBackend } from '../register-backend'

beforeAll(async () => {
  await registerBackend({ threads: 2 })
  await tf.setBackend('onnxruntime')
})

const [rows, columns] = [40, 999]
const values = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index * 1.3) * 3 + 3.5)

/** The same numbers in an array that begins so many bytes after the beginning of its buffer. */
function at(offset: number): Float32Array {
  const part = new Float32Array(new ArrayBuffer(values.byteLength + 64), offset, values.length)
  part.set(values)
  return part
}

const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  'the mean of rows': (x) => tf.mean(x, 1),
  'the mean of all': (x) => tf.mean(x),
  'the sum of all': (x) => tf.sum(x),
  logarithms: (x) => tf.log(x),
  softplus: (x) => tf.softplus(x),
  'a product': (x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true),
}

describe.each(Object.entries(functions))('%s', (_, compute) => {
  it.each([
    ['eager', compute],
    ['compiled', compile(compute)],
  ])('has the same bits wherever in a buffer the numbers lie, %s', (__, fn) => {
    const bits = [0, 4, 8, 12, 16, 20, 24, 40, 56].map((offset) =>
      tf.tidy(() => {
        const result = fn(tf.tensor(at(offset), [rows, columns])).dataSync<'float32'>()
        return Buffer.from(Float32Array.from(result).buffer).toString('base64')
      }),
    )
    expect(new Set(bits).size).toBe(1)
  })
})

it('leaves the given array to the caller', () => {
  const given = at(4)
  tf.tidy(() => void tf.mean(tf.tensor(given, [rows, columns]), 1).dataSync())
  expect(given).toEqual(values)
})
