import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lowerings } from '../lowerings'
import { capture, type Capturable } from './capture'
import { isCapturing } from './capture-engine'

beforeEach(() => tf.setBackend('cpu'))
afterEach(() => tf.disposeVariables())

interface Call {
  readonly size: number
}

const captureWith = (fn: Capturable<readonly tf.Tensor[], unknown, Call>, context: Call) =>
  capture(fn, [tf.scalar(1)], { context, table: lowerings })

describe('late tensors of a captured function', () => {
  it('are inputs, of the shape that they have in this call', () => {
    const { graph, late } = captureWith(
      ([x], late) =>
        tf.mul(
          late(({ size }) => tf.ones([size], 'float32')),
          x!,
        ),
      { size: 3 },
    )
    expect(late.map(({ input: { shape, dtype } }) => [shape, dtype])).toEqual([[[3], 'float32']])
    expect(graph.inputs).toContain(late[0]!.input)
    expect(late[0]!.supply({ size: 2 }).shape).toEqual([2])
  })

  it('may be random, and are made on the backend that computes', () => {
    const seen: boolean[] = []
    const before = tf.memory().numTensors
    const { late } = captureWith(
      ([x], late) =>
        tf.add(
          late(({ size }) => {
            seen.push(isCapturing())
            return tf.randomNormal([size])
          }),
          x!,
        ),
      { size: 4 },
    )
    expect(seen).toEqual([false])
    expect(late).toHaveLength(1)
    // The argument alone.
    expect(tf.memory().numTensors).toBe(before + 1)
  })

  it('leave the refusal of other random numbers as it is', () => {
    expect(() =>
      captureWith(
        ([x], late) =>
          tf.add(
            tf.add(
              late(() => tf.randomNormal([1])),
              x!,
            ),
            tf.randomNormal([1]),
          ),
        {
          size: 1,
        },
      ),
    ).toThrow(expect.objectContaining({ code: 'onnx/frozen-random' }))
  })

  it('may read variables that are as before', () => {
    const v = tf.variable(tf.scalar(5))
    const read: number[] = []
    captureWith(
      ([x], late) =>
        tf.add(
          late(() => {
            read.push(v.dataSync()[0]!)
            return tf.add(v, 1)
          }),
          x!,
        ),
      { size: 1 },
    )
    expect(read).toEqual([5])
  })

  it('may not depend on what has no numbers', () => {
    const code = (code: string) => expect.objectContaining({ code }) as Error
    const dependOn = (use: (x: tf.Tensor) => tf.Tensor) => () =>
      captureWith(([x], late) => late(() => use(x!)), { size: 1 })
    expect(dependOn((x) => tf.tensor(x.dataSync()))).toThrow(code('onnx/no-numbers'))
    expect(dependOn((x) => tf.add(x, 1))).toThrow(code('onnx/no-numbers'))
    expect(
      dependOn((x) => {
        captureWith(([y]) => tf.add(x, y!), { size: 1 })
        return tf.scalar(0)
      }),
    ).toThrow(code('onnx/left-behind'))
  })

  it('end the capture where they fail', () => {
    const before = tf.memory().numTensors
    expect(() =>
      captureWith(
        (_, late) =>
          late(() => {
            throw new RangeError('no number left')
          }),
        { size: 1 },
      ),
    ).toThrow('no number left')
    expect(tf.getBackend()).toBe('cpu')
    expect(tf.memory().numTensors).toBe(before + 1)
  })
})
