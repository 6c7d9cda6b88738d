import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { noise } from '../../loops/testing/arbitraries'
import type { OnnxruntimeBackend } from '../../onnxruntime-backend'
import { registerBackend } from '../../register-backend'
import { overrideGradient } from './override-gradient'

type Given = Record<'x' | 'mean' | 'variance' | 'offset' | 'scale', tf.Tensor>

interface Case {
  readonly shapes: Partial<Record<keyof Given, number[]>>
  readonly run: (given: Given) => tf.Tensor
  /** A kernel that shows that the gradient is not TensorFlow.js's own. */
  readonly shows?: string
}

const perChannel = { mean: [5], variance: [5], offset: [5], scale: [5] }

const cases: Readonly<Record<string, Case>> = {
  'the sum of all': { shapes: { x: [3, 4] }, run: ({ x }) => tf.sum(x), shows: 'Tile' },
  'sums of columns': { shapes: { x: [3, 4, 5] }, run: ({ x }) => tf.sum(x, [0, 1]), shows: 'Tile' },
  'the mean of rows': { shapes: { x: [3, 4, 5] }, run: ({ x }) => tf.mean(x, -1), shows: 'Tile' },
  'means that keep their axes': {
    shapes: { x: [3, 4, 5] },
    run: ({ x }) => tf.mean(x, [0, 2], true),
    shows: 'Tile',
  },
  'batch normalisation': {
    shapes: { x: [4, 3, 3, 5], ...perChannel },
    run: ({ x, mean, variance, offset, scale }) =>
      tf.batchNorm(x, mean as tf.Tensor1D, tf.square(variance), offset as tf.Tensor1D, scale as tf.Tensor1D),
  },
  'batch normalisation of rows': {
    shapes: { x: [8, 5], ...perChannel },
    run: ({ x, mean, variance, offset, scale }) =>
      tf.batchNorm(x, mean as tf.Tensor1D, tf.square(variance), offset as tf.Tensor1D, scale as tf.Tensor1D),
  },
  'normalisation with statistics of every element': {
    shapes: { x: [2, 3], mean: [2, 3], variance: [2, 3], offset: [2, 3], scale: [2, 3] },
    run: ({ x, mean, variance, offset, scale }) => tf.batchNorm(x, mean, tf.square(variance), offset, scale),
  },
  'moments and what is normalised with them': {
    shapes: { x: [16, 2, 2, 5], offset: [5], scale: [5] },
    run: ({ x, offset, scale }) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2])
      return tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      )
    },
  },
}

/** The inputs of a case, and its function of a list of them. */
function listed({ shapes, run }: Case) {
  const names = Object.keys(shapes) as (keyof Given)[]
  const inputs = Object.values(shapes).map((shape, index) => {
    const size = shape.reduce((product, length) => product * length, 1)
    return tf.tensor(noise(size, index + 1), shape)
  })
  const named = (tensors: tf.Tensor[]) =>
    Object.fromEntries(tensors.map((tensor, index) => [names[index]!, tensor])) as Given
  return { inputs, run: (...tensors: tf.Tensor[]) => run(named(tensors)) }
}

/** Gradients of the first and of the second order, of every input. */
async function gradients(backendName: string, given: Case): Promise<Float32Array[]> {
  await tf.setBackend(backendName)
  const { inputs, run } = listed(given)
  const weighted = (y: tf.Tensor) => tf.mul(tf.square(y), tf.tensor(noise(y.size, 99), y.shape))
  const first = tf.grads((...xs: tf.Tensor[]) => weighted(run(...xs)))
  const second = tf.grads((...xs: tf.Tensor[]) => tf.addN(first(xs).map((dx) => tf.sum(tf.mul(dx, dx)))))
  return [...first(inputs), ...second(inputs)].map((tensor) => tensor.dataSync<'float32'>().slice())
}

beforeAll(async () => {
  await registerBackend()
})

describe.each(Object.entries(cases))('the gradient of %s', (_, given) => {
  it('is what TensorFlow.js computes, also of the second order', async () => {
    const actual = await gradients('onnxruntime', given)
    const expected = await gradients('cpu', given)
    expect(actual.length).toBe(expected.length)
    expected.forEach((wanted, which) => {
      const size = Math.max(...wanted.map(Math.abs))
      wanted.forEach((value, at) => {
        expect(Math.abs(actual[which]![at]! - value)).toBeLessThanOrEqual(2e-5 * size)
      })
    })
  })
})

describe('gradients in fewer passes', () => {
  const shown = Object.entries(cases).filter(([, { shows }]) => shows !== undefined)

  it.each(shown)('are taken on this backend: %s', async (_, given) => {
    await tf.setBackend('onnxruntime')
    const { inputs, run } = listed(given)
    const backend = tf.backend() as OnnxruntimeBackend
    const kernels: string[] = []
    backend.recorder = { add: ({ kernel }) => void kernels.push(kernel) }
    tf.grads(run)(inputs)
    backend.recorder = undefined
    expect(kernels).toContain(given.shows)
  })

  it('leave whole numbers to the original', async () => {
    await tf.setBackend('onnxruntime')
    const x = tf.tensor1d([1, -2, 3], 'int32')
    const gradient = tf.grad((t) => tf.cast(tf.sum(t), 'float32'))
    expect([...gradient(x).dataSync()]).toEqual([1, 1, 1])
  })

  it('are registered once, and again after others have been', async () => {
    const ours = tf.getGradient('Sum')
    overrideGradient('Sum', 'onnxruntime')
    expect(tf.getGradient('Sum')).toBe(ours)
    tf.unregisterGradient('Sum')
    tf.registerGradient({
      kernelName: 'Sum',
      inputsToSave: ['x'],
      gradFunc: (_, [x]) => ({ x: () => tf.fill(x!.shape, 7) }),
    })
    await tf.setBackend('onnxruntime')
    expect(tf.getGradient('Sum')).not.toBe(ours)
    const gradient = tf.grad((t) => tf.sum(t))
    expect([...gradient(tf.tensor1d([2, -2])).dataSync()]).toEqual([1, 1])
    tf.unregisterGradient('Sum')
    tf.registerGradient(ours)
  })

  it('leave a kernel alone that has none', () => {
    expect(() => overrideGradient('Relu', 'onnxruntime')).not.toThrow()
  })
})
