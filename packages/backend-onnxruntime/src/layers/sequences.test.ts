import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { SelfAttention } from './testing/self-attention'
import { stack } from './testing/stack'

const inputShape = [6, 8]
/** TensorFlow.js's orthogonal initializer needs chained operations; the weights are replaced anyway. */
const plain = { recurrentInitializer: 'glorotUniform' } as const

describeAgreement('sequences', {
  embedding: stack([], () => [layers.embedding({ inputDim: 40, outputDim: 60, inputLength: 5 })], {
    vocabulary: 40,
    batch: 12,
  }),
  'embedding, few words often': stack(
    [],
    () => [layers.embedding({ inputDim: 3, outputDim: 70, inputLength: 5 })],
    {
      vocabulary: 3,
      batch: 12,
    },
  ),
  'embedding, one table for two inputs': {
    network: () => {
      const ids = [input({ shape: [6] }), input({ shape: [6] })]
      const table = layers.embedding({ inputDim: 40, outputDim: 60 })
      const looked = ids.map((words) => layers.flatten().apply(table.apply(words)) as SymbolicTensor)
      const both = layers.multiply().apply(looked)
      return model({ inputs: ids, outputs: layers.dense({ units: 3 }).apply(both) as SymbolicTensor })
    },
    vocabulary: 40,
    native: ['GatherV2'],
  },
  simpleRNN: stack(['BatchMatMul'], () => [layers.simpleRNN({ units: 40, ...plain, inputShape })], {
    batch: 32,
  }),
  'lstm, last answer': stack(['BatchMatMul'], () => [layers.lstm({ units: 24, ...plain, inputShape })], {
    batch: 32,
  }),
  'lstm, all answers': stack(
    ['BatchMatMul'],
    () => [layers.lstm({ units: 24, returnSequences: true, ...plain, inputShape })],
    { batch: 32 },
  ),
  'simpleRNN, all answers, with relu': stack(
    ['BatchMatMul'],
    () => [layers.simpleRNN({ units: 40, returnSequences: true, activation: 'relu', ...plain, inputShape })],
    { batch: 32 },
  ),
  'lstm on lstm': stack(
    ['BatchMatMul'],
    () => [
      layers.lstm({ units: 24, returnSequences: true, ...plain, inputShape }),
      layers.lstm({ units: 20, ...plain }),
    ],
    { batch: 32 },
  ),
  'lstm, backwards, with other activations': stack(
    ['BatchMatMul'],
    () => [
      layers.lstm({
        units: 24,
        goBackwards: true,
        activation: 'softsign',
        recurrentActivation: 'sigmoid',
        useBias: false,
        ...plain,
        inputShape,
      }),
    ],
    { batch: 32 },
  ),
  'lstm of words, one of which is masked': stack(
    ['BatchMatMul'],
    () => [
      layers.embedding({ inputDim: 9, outputDim: 24, inputLength: 6, maskZero: true }),
      layers.lstm({ units: 24, ...plain }),
    ],
    { batch: 32, vocabulary: 9 },
  ),
  gru: stack(['BatchMatMul'], () => [layers.gru({ units: 24, ...plain, inputShape })], { batch: 32 }),
  'gru, all answers': stack(
    ['BatchMatMul'],
    () => [layers.gru({ units: 24, returnSequences: true, ...plain, inputShape })],
    { batch: 32 },
  ),
  'stacked cells': stack(
    ['BatchMatMul'],
    () => [
      layers.rnn({
        cell: [layers.gruCell({ units: 24, ...plain }), layers.simpleRNNCell({ units: 24, ...plain })],
        inputShape,
      }),
    ],
    { batch: 32 },
  ),
  'bidirectional lstm': stack(
    ['BatchMatMul'],
    () => [
      layers.bidirectional({
        layer: layers.lstm({ units: 16, returnSequences: true, ...plain }) as never,
        mergeMode: 'concat',
        inputShape,
      }),
    ],
    { batch: 32 },
  ),
  'bidirectional gru, summed': stack(
    ['BatchMatMul'],
    () => [
      layers.bidirectional({
        layer: layers.gru({ units: 24, ...plain }) as never,
        mergeMode: 'sum',
        inputShape,
      }),
    ],
    { batch: 32 },
  ),
  'timeDistributed conv2d': stack(['Conv2DBackpropFilter'], () => [
    layers.timeDistributed({
      layer: layers.conv2d({ filters: 6, kernelSize: 3, activation: 'tanh' }),
      inputShape: [3, 8, 8, 2],
    }),
  ]),
  'timeDistributed dense': stack([], () => [
    layers.timeDistributed({ layer: layers.dense({ units: 30, activation: 'tanh' }), inputShape }),
  ]),
  'attention of two heads': stack(
    [],
    () => [
      layers.timeDistributed({ layer: layers.dense({ units: 48 }), inputShape }),
      new SelfAttention({ heads: 2 }),
    ],
    { batch: 32 },
  ),
})
