import { tensor, tidy, train, util } from '@tensorflow/tfjs-core'
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers'
import { describe, expect, it } from 'vitest'
import { expectClose, onBothBackends } from '../testing/both-backends'
import { waves } from '../testing/waves'

/** Takes one step from weights that are the same everywhere, and gives the loss and what has become of the weights. */
async function oneStep(build: () => LayersModel, inputShape: number[], classes: number) {
  const model = build()
  model.compile({ optimizer: train.sgd(0.1), loss: 'categoricalCrossentropy' })
  tidy(() => {
    // The vectors among them lie around 1: a moving variance has to be positive.
    const weights = model.getWeights().map(({ shape }, index) => {
      const inputs = util.sizeFromShape(shape.slice(0, -1))
      return waves(shape, 0.7 + index, shape.length === 1 ? 1 : 0, 0.5 / Math.sqrt(inputs))
    })
    model.setWeights(weights)
  })
  const before = model.getWeights().map((weight) => weight.dataSync())
  const inputs = waves([6, ...inputShape], 1.3)
  const labels = tensor(
    Float32Array.from({ length: 6 * classes }, (_, i) =>
      i % classes === Math.floor(i / classes) % classes ? 1 : 0,
    ),
    [6, classes],
  )
  const loss = (await model.trainOnBatch(inputs, labels)) as number
  const after = model.getWeights().map((weight) => weight.dataSync())
  model.dispose()
  return { loss, before, after }
}

const lenet = () =>
  sequential({
    layers: [
      layers.conv2d({
        inputShape: [12, 12, 2],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, activation: 'tanh' }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 8, activation: 'relu' }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  })

const normalised = () =>
  sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 6, kernelSize: 3, useBias: false }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  })

const perceptron = () =>
  sequential({
    layers: [
      layers.dense({ inputShape: [40], units: 32, activation: 'relu' }),
      layers.layerNormalization(),
      layers.dense({ units: 32, activation: 'elu' }),
      layers.dense({ units: 5, activation: 'softmax' }),
    ],
  })

describe('one training step on wasm', () => {
  it.each([
    ['of a LeNet', lenet, [12, 12, 2], 3],
    ['of a convolution with batch norm', normalised, [8, 8, 3], 3],
    ['of a perceptron with layer norm', perceptron, [40], 5],
  ] as const)('%s equals that on cpu', async (_, build, inputShape, classes) => {
    const { cpu, wasm } = await onBothBackends(() => oneStep(build, [...inputShape], classes))
    expectClose([wasm.loss], [cpu.loss])
    cpu.after.forEach((weight, index) => {
      expect([...weight]).not.toEqual([...cpu.before[index]!])
      expectClose(wasm.after[index]!, weight)
    })
  })
})
