import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../compile'
import { registerBackend } from '../register-backend'
import { apart, tolerance } from './testing/agreement'
import type { Layer } from './testing/stack'
import { seededBatch, seedWeights, type Task } from './testing/task'

/** Layers without a gradient, or with one that is wrong on the cpu backend: they can be used, and not be trained. */
const networks: Readonly<Record<string, () => readonly Layer[]>> = {
  'conv2d, dilated': () => [
    layers.conv2d({
      filters: 8,
      kernelSize: 3,
      dilationRate: 2,
      activation: 'relu',
      inputShape: [12, 12, 3],
    }),
    layers.conv2d({ filters: 4, kernelSize: 2, dilationRate: [1, 3], padding: 'same' }),
  ],
  'conv1d, dilated': () => [
    layers.conv1d({ filters: 8, kernelSize: 3, dilationRate: 3, activation: 'tanh', inputShape: [60, 4] }),
  ],
  'depthwiseConv2d, dilated': () => [
    layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, depthMultiplier: 2, inputShape: [12, 12, 3] }),
  ],
  'separableConv2d, dilated': () => [
    layers.separableConv2d({
      filters: 6,
      kernelSize: 3,
      dilationRate: 2,
      padding: 'same',
      activation: 'relu',
      inputShape: [12, 12, 3],
    }),
  ],
  'upSampling2d, nearest': () => [
    layers.conv2d({ filters: 6, kernelSize: 3, inputShape: [8, 7, 3] }),
    layers.upSampling2d({ size: [2, 3] }),
  ],
  'upSampling2d, bilinear': () => [
    layers.conv2d({ filters: 6, kernelSize: 3, inputShape: [8, 7, 3] }),
    layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
  ],
  thresholdedReLU: () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.thresholdedReLU({ theta: 0.3 }),
  ],
  'batchNormalization without an offset': () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.batchNormalization({ center: false }),
  ],
  'batchNormalization along the first axis': () => [
    layers.conv2d({ filters: 6, kernelSize: 3, inputShape: [8, 7, 3] }),
    layers.batchNormalization({ axis: 1 }),
  ],
}

beforeAll(() => registerBackend({ threads: 1 }))
afterEach(() => tf.disposeVariables())

describe.each(Object.entries(networks))('%s', (_, make) => {
  /** What the network answers to a batch, in a way of computing it. */
  async function answers(backend: string, answerBy: (answer: Answer) => Answer) {
    await tf.setBackend(backend)
    const network = sequential({ layers: [...make()] })
    seedWeights(network)
    const task: Task = { network: () => network, native: [] }
    const answer = answerBy(([x]) => network.predict(x!) as tf.Tensor)
    return tf.tidy(() => answer(seededBatch(task, network, 1).inputs).dataSync())
  }

  it('answers as on cpu, eagerly and compiled', async () => {
    const cpu = await answers('cpu', (answer) => answer)
    expect(new Set(cpu).size).toBeGreaterThan(100)
    expect(apart(await answers('onnxruntime', (answer) => answer), cpu)).toBeLessThan(tolerance)
    expect(apart(await answers('onnxruntime', compile), cpu)).toBeLessThan(tolerance)
  })
})

type Answer = (inputs: tf.Tensor[]) => tf.Tensor
