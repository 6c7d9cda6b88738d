import '@tensorflow/tfjs-backend-cpu'
// Registers the gradients.
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { captured, runCaptured } from './testing/run-captured'

beforeEach(() => tf.setBackend('cpu'))

describe('capture', () => {
  it('turns a function into nodes, with an input for each tensor of the arguments', async () => {
    const found = captured(({ x, more: [y] }: { x: tf.Tensor; more: [tf.Tensor, number] }) => tf.sub(x, y), {
      x: tf.tensor1d([5, 7]),
      more: [tf.scalar(2), 3],
    })
    expect(found.graph.inputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[2], 'float32'],
      [[], 'float32'],
    ])
    expect(found.args).toEqual(found.graph.inputs)
    expect(found.graph.nodes.map(({ op }) => op)).toEqual(['Sub', 'Identity'])
    expect(await runCaptured(found, tf.tensor1d([1, 2]), tf.scalar(3))).toEqual({ y0: [-2, -1] })
  })

  it('hands numbers, strings and functions of the arguments to the function as they are', () => {
    const seen: unknown[] = []
    const given = [2, 'two', null, undefined, true, Math.max, new Date(0)]
    captured((...args: unknown[]) => void seen.push(...args), ...given)
    expect(seen).toEqual(given)
  })

  it('computes at once what depends on constants alone', async () => {
    const found = captured((x: tf.Tensor) => tf.add(x, tf.mul(tf.scalar(3), tf.scalar(4))), tf.scalar(0))
    expect(found.graph.nodes.map(({ op }) => op)).toEqual(['Add', 'Identity'])
    expect(await runCaptured(found, tf.scalar(1))).toEqual({ y0: [13] })
  })

  it('makes a constant of each type under which the same data are seen', async () => {
    // A cast that loses nothing shares its data.
    const flags = tf.tensor1d([true, false], 'bool')
    const found = captured(
      (x: tf.Tensor, n: tf.Tensor) => {
        const floats = tf.cast(flags, 'float32')
        return [tf.add(x, floats), tf.add(n, tf.cast(flags, 'int32')), flags, floats]
      },
      tf.zeros([2]),
      tf.zeros([2], 'int32'),
    )
    expect(found.graph.outputs.map(({ dtype }) => dtype)).toEqual(['float32', 'int32', 'bool', 'float32'])
    const answer = await runCaptured(found, tf.tensor1d([0.5, 0.5]), tf.tensor1d([5, 5], 'int32'))
    expect(answer).toEqual({ y0: [1.5, 0.5], y1: [6, 5], y2: [1, 0], y3: [1, 0] })
  })

  it('makes constants of data that are seen in two shapes', async () => {
    const four = tf.tensor1d([1, 2, 3, 4])
    const found = captured(
      (x: tf.Tensor) => [tf.mul(x, four), tf.matMul(tf.reshape(four, [2, 2]), tf.reshape(x, [2, 2]))],
      tf.zeros([4]),
    )
    const answer = await runCaptured(found, tf.tensor1d([1, 0, 0, 1]))
    expect(answer).toEqual({ y0: [1, 0, 0, 4], y1: [1, 2, 3, 4] })
  })

  it('takes scalars, empty tensors, whole numbers and truth values', async () => {
    const found = captured(
      (s: tf.Tensor, e: tf.Tensor, n: tf.Tensor, b: tf.Tensor) => ({ s, e, sum: tf.add(n, n), b }),
      tf.scalar(1),
      tf.zeros([0, 3]),
      tf.tensor1d([2 ** 30, -3], 'int32'),
      tf.tensor1d([true], 'bool'),
    )
    expect(found.graph.outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[], 'float32'],
      [[0, 3], 'float32'],
      [[2], 'int32'],
      [[1], 'bool'],
    ])
    const given = [tf.scalar(4), tf.zeros([0, 3]), tf.tensor1d([7, -2], 'int32'), tf.tensor1d([true], 'bool')]
    expect(await runCaptured(found, ...given)).toEqual({ y0: [4], y1: [], y2: [14, -4], y3: [1] })
  })

  it('has an output for each tensor of a nested result, for inputs, constants and repetitions too', async () => {
    const ten = tf.scalar(10)
    const found = captured((x: tf.Tensor) => {
      const y = tf.add(x, x)
      return { y, list: [y, x, ten, 'text'], nothing: null }
    }, tf.scalar(0))
    expect(found.graph.outputs).toHaveLength(4)
    expect(await runCaptured(found, tf.scalar(3))).toEqual({ y0: [6], y1: [6], y2: [3], y3: [10] })
  })

  it('has an input for each place of a tensor that is passed twice', async () => {
    const x = tf.scalar(2)
    const found = captured((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b), x, x)
    expect(await runCaptured(found, tf.scalar(5), tf.scalar(1))).toEqual({ y0: [4] })
  })

  it('has gradients in the graph', async () => {
    const cubed = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.mul(x, x), x)))
    const answer = await runCaptured(captured(cubed, tf.zeros([2])), tf.tensor1d([1, 2]))
    // d x³ = 3x²
    expect(answer['y0']).toEqual([3, 12])
  })

  it('has gradients of gradients in the graph', async () => {
    const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.mul(x, x), x)))
    const bend = tf.grad((x: tf.Tensor) => tf.sum(slope(x)))
    const answer = await runCaptured(captured(bend, tf.zeros([2])), tf.tensor1d([1, 2]))
    // d² x³ = 6x
    expect(answer['y0']).toEqual([6, 12])
  })

  it('follows a gradient that the function defines', async () => {
    const reversed = tf.customGrad((x, save) => {
      ;(save as tf.GradSaveFunc)([x as tf.Tensor])
      return { value: tf.neg(x as tf.Tensor), gradFunc: (dy, saved) => tf.mul(dy, saved[0]!) }
    })
    const answer = await runCaptured(
      captured(
        tf.grad((x: tf.Tensor) => tf.sum(reversed(x))),
        tf.zeros([2]),
      ),
      tf.tensor1d([3, 4]),
    )
    expect(answer['y0']).toEqual([3, 4])
  })
})
