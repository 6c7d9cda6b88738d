import { LogSoftmax, Softmax, type LogSoftmaxAttrs, type SoftmaxAttrs } from '@tensorflow/tfjs-core'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'

export const softmax: LoweringTable = {
  [Softmax]: lowering<{ logits: Value }, SoftmaxAttrs>(({ inputs: { logits }, attrs: { dim }, graph }) =>
    graph.node('Softmax', [logits], logits, { attributes: { axis: dim } }),
  ),
  [LogSoftmax]: lowering<{ logits: Value }, LogSoftmaxAttrs>(
    ({ inputs: { logits }, attrs: { axis }, graph }) =>
      graph.node('LogSoftmax', [logits], logits, { attributes: { axis } }),
  ),
}
