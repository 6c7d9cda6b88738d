import { compilerOf } from '@potstill/spec'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '../compile'
import { registerBackend } from '../register-backend'

beforeAll(() => registerBackend({ threads: 1 }))
beforeEach(() => tf.setBackend('onnxruntime'))
afterEach(() => tf.disposeVariables())

const shape: [number, number, number, number] = [5, 5, 6, 16]
const filled = (by: number) => Float32Array.from({ length: 2400 }, (_, index) => Math.sin(index * 1.7 + by))
const images = () =>
  tf.tensor4d(
    Float32Array.from({ length: 30 * 12 * 12 * 6 }, (_, index) => Math.cos(index * 0.7)),
    [30, 12, 12, 6],
  )

/**
 * A convolution that is normalised, computed once with these weights alone, or after others. ONNX Runtime may make one operation of both
 * where all are constants.
 */
function result(...weights: readonly number[]): number[] {
  return tf.tidy(() => {
    const filter = tf.variable(tf.tensor4d(filled(weights[0]!), shape))
    const [mean, variance, offset, scale] = [0.1, 0.7, -0.3, 1.3].map((value) =>
      tf.variable(tf.tensor1d(Array.from({ length: 16 }, (_, index) => value + 0.01 * index))),
    )
    compilerOf(tf.backend())!.expectChanges!([filter, mean!, variance!, offset!, scale!])
    const convolve = compile((x: tf.Tensor) => {
      const y = tf.conv2d(x as tf.Tensor4D, filter as never, 1, 'valid')
      return tf.batchNorm(y, mean as never, variance as never, offset as never, scale as never)
    })
    let last: number[] = []
    for (const each of weights) {
      filter.assign(tf.tensor4d(filled(each), shape))
      last = [...convolve(images()).dataSync()]
    }
    convolve.dispose()
    return last
  })
}

describe('a variable that is going to change', () => {
  it('gives the same bits in a program that never saw it otherwise, and in one that did', () => {
    expect(result(1)).toEqual(result(3, 2, 1))
  })

  it('is compiled once, although it changes', () => {
    const compiled: number[] = []
    const filter = tf.variable(tf.tensor1d([1, 2]))
    compilerOf(tf.backend())!.expectChanges!([filter])
    const double = compile(() => {
      compiled.push(1)
      return tf.mul(filter, 2)
    })
    for (const value of [1, 2, 3]) {
      filter.assign(tf.tensor1d([value, value]))
      expect([...double().dataSync()]).toEqual([2 * value, 2 * value])
    }
    expect(compiled).toHaveLength(1)
    double.dispose()
  })
})
