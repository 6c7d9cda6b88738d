import { layers, sequential } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import type { Task } from './testing/task'

/** Every activation of TensorFlow.js's layers. */
const activations = [
  'elu',
  'gelu',
  'gelu_new',
  'hardSigmoid',
  'linear',
  'logSoftmax',
  'mish',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'swish',
  'tanh',
] as const

/** Some are missing in the types. */
type Activation = 'relu'

describeAgreement(
  'dense',
  Object.fromEntries(
    activations.map((activation): [string, Task] => [
      activation,
      {
        network: () =>
          sequential({
            layers: [
              layers.dense({ units: 80, activation: activation as Activation, inputShape: [20] }),
              layers.dense({ units: 5 }),
            ],
          }),
        batch: 32,
        native: ['_FusedMatMul'],
      },
    ]),
  ),
)
