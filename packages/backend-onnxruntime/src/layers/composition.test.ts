import * as tf from '@tensorflow/tfjs-core'
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack } from './testing/stack'
import type { objectives, Task } from './testing/task'

type Merge = (xs: SymbolicTensor[]) => SymbolicTensor

const merges: Record<string, Merge> = {
  add: (xs) => layers.add().apply(xs) as SymbolicTensor,
  average: (xs) => layers.average().apply(xs) as SymbolicTensor,
  concatenate: (xs) => layers.concatenate({}).apply(xs) as SymbolicTensor,
  maximum: (xs) => layers.maximum().apply(xs) as SymbolicTensor,
  minimum: (xs) => layers.minimum().apply(xs) as SymbolicTensor,
  multiply: (xs) => layers.multiply().apply(xs) as SymbolicTensor,
}

/** Two branches of one input that meet again. */
const branches = (merge: Merge): Task => ({
  network: () => {
    const inputs = input({ shape: [20] })
    const arms = ['relu', 'tanh'].map(
      (activation) =>
        layers.dense({ units: 100, activation: activation as 'relu' }).apply(inputs) as SymbolicTensor,
    )
    return model({ inputs, outputs: layers.dense({ units: 3 }).apply(merge(arms)) as SymbolicTensor })
  },
  batch: 32,
  native: [],
})

describeAgreement(
  'branches',
  Object.fromEntries(Object.entries(merges).map(([name, merge]) => [name, branches(merge)])),
)

// thresholdedReLU cannot be trained: TensorFlow.js has no gradient for the comparison in it.
describeAgreement('activations with weights or without', {
  leakyReLU: stack([], () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.leakyReLU({ alpha: 0.2 }),
  ]),
  prelu: stack([], () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.prelu({ alphaInitializer: 'ones' }),
  ]),
  elu: stack([], () => [layers.dense({ units: 130, inputShape: [20] }), layers.elu({ alpha: 1 })]),
  'reshape, permute, repeatVector': stack([], () => [
    layers.dense({ units: 60, inputShape: [20] }),
    layers.repeatVector({ n: 3 }),
    layers.permute({ dims: [2, 1] }),
    layers.reshape({ targetShape: [30, 6] }),
  ]),
})

const losses: readonly (keyof typeof objectives)[] = [
  'absoluteDifference',
  'hingeLoss',
  'huberLoss',
  'sigmoidCrossEntropy',
  'softmaxCrossEntropy',
]
const dense = () => [layers.dense({ units: 130, activation: 'tanh', inputShape: [20] })]

describeAgreement(
  'losses',
  Object.fromEntries(losses.map((objective) => [objective, stack([], dense, { objective })])),
)

describeAgreement('optimizers', {
  adam: stack([], dense, { optimizer: () => tf.train.adam(0.01, 0.9, 0.999, 1e-3) }),
  sgd: stack([], dense, { optimizer: () => tf.train.sgd(0.05) }),
  momentum: stack([], dense, { optimizer: () => tf.train.momentum(0.02, 0.9) }),
  'momentum, nesterov': stack([], dense, { optimizer: () => tf.train.momentum(0.02, 0.9, true) }),
  rmsprop: stack([], dense, { optimizer: () => tf.train.rmsprop(0.01, 0.9, 0, 1e-3) }),
  adagrad: stack([], dense, { optimizer: () => tf.train.adagrad(0.05) }),
  adadelta: stack([], dense, { optimizer: () => tf.train.adadelta(0.5, 0.95, 1e-3) }),
  adamax: stack([], dense, { optimizer: () => tf.train.adamax(0.01, 0.9, 0.999, 1e-3) }),
})
