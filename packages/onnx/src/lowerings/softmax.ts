import { Softmax, type SoftmaxAttrs } from '@tensorflow/tfjs-core'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'

// TensorFlow.js computes logSoftmax with other kernels; it has a name for its kernel, which it never runs.
export const softmax: LoweringTable = {
  [Softmax]: lowering<{ logits: Value }, SoftmaxAttrs>(({ inputs: { logits }, attrs: { dim }, graph }) =>
    graph.node('Softmax', [logits], logits, { attributes: { axis: dim } }),
  ),
}
