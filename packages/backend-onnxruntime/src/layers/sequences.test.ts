import { layers } from '@tensorflow/tfjs-layers'
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
  gru: stack(['BatchMatMul'], () => [layers.gru({ units: 24, ...plain, inputShape })], { batch: 32 }),
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
