import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerBackend } from '../register-backend'
import { apart, tolerance } from './testing/agreement'
import { adam, seededBatch, seedWeights, type Task } from './testing/task'
import type { Numbers } from './testing/train'

/** What came of a model's own methods, all numbers by what they are. */
type Outcome = Readonly<Record<string, Numbers>>

/** Fits on images of two sizes of batches (the last has what is left), with a metric and a validation set. */
async function fitOn(backend: string): Promise<Outcome> {
  await tf.setBackend(backend)
  const network = sequential({
    layers: [
      layers.conv2d({ filters: 6, kernelSize: 3, useBias: false, inputShape: [9, 9, 2] }),
      layers.batchNormalization({ momentum: 0.7 }),
      layers.activation({ activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 4, activation: 'softmax' }),
    ],
  })
  seedWeights(network)
  const task: Task = { network: () => network, native: [], objective: 'softmaxCrossEntropy' }
  const [training, validation] = [
    seededBatch({ ...task, batch: 40 }, network, 1),
    seededBatch({ ...task, batch: 20 }, network, 2),
  ]
  network.compile({ optimizer: adam(), loss: 'categoricalCrossentropy', metrics: ['accuracy'] })
  const { history } = await network.fit(training.inputs, training.targets, {
    epochs: 3,
    batchSize: 16,
    shuffle: false,
    verbose: 0,
    validationData: [validation.inputs, validation.targets],
  })
  const evaluated = network.evaluate(validation.inputs, validation.targets, { batchSize: 16 }) as tf.Scalar[]
  const outcome = {
    ...(history as Record<string, number[]>),
    evaluated: evaluated.map((value) => value.dataSync()[0]!),
    predicted: (network.predict(validation.inputs, { batchSize: 7 }) as tf.Tensor).dataSync(),
    ...Object.fromEntries(
      network.getWeights().map((weight, index) => [`weight ${index}`, weight.dataSync().slice()]),
    ),
  }
  tf.disposeVariables()
  return outcome
}

describe('fit, evaluate and predict', () => {
  let cpu: Outcome
  let onnxruntime: Outcome

  beforeAll(async () => {
    await registerBackend({ threads: 1 })
    cpu = await fitOn('cpu')
    onnxruntime = await fitOn('onnxruntime')
  })

  it('have something to say', () => {
    expect(Object.keys(cpu)).toEqual(
      expect.arrayContaining(['loss', 'acc', 'val_loss', 'val_acc', 'evaluated', 'predicted', 'weight 0']),
    )
    const { loss } = cpu as { loss: number[] }
    expect(loss).toHaveLength(3)
    expect(loss[2]).toBeLessThan(loss[0]!)
  })

  it('say the same on ONNX Runtime as on cpu', () => {
    expect(Object.keys(onnxruntime)).toEqual(Object.keys(cpu))
    const differing = Object.keys(cpu).filter((name) => !(apart(onnxruntime[name]!, cpu[name]!) < tolerance))
    expect(differing).toEqual([])
  })
})
