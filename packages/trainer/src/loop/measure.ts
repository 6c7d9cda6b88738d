import type { Batch, Dataset, Student } from '@potstill/spec'
import {
  argMax,
  cast,
  dispose,
  equal,
  logSoftmax,
  mul,
  neg,
  oneHot,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { disposeBatch } from '../step/dispose-batch'

export interface Measured {
  /** Mean over the labels, in nats. */
  readonly crossEntropy: number
  /** Share of right answers. */
  readonly accuracy: number
}

/** Measures a student on labelled data; undefined where there are no labels. */
export async function measure(
  student: Student,
  data: Dataset,
  batchSize: number,
): Promise<Measured | undefined> {
  let labels = 0
  let right = 0
  let nats = 0
  for await (const batch of data.batches({ batchSize })) {
    const counted = count(student, batch)
    labels += batch.labels?.size ?? 0
    disposeBatch(batch)
    if (counted === undefined) return undefined
    right += (await counted.right.data())[0] ?? 0
    nats += (await counted.nats.data())[0] ?? 0
    dispose([counted.right, counted.nats])
  }
  return labels === 0 ? undefined : { crossEntropy: nats / labels, accuracy: right / labels }
}

function count(student: Student, { inputs, labels }: Batch): { right: Tensor; nats: Tensor } | undefined {
  if (labels === undefined) return undefined
  return tidy(() => {
    const { logits } = student.forward(inputs, { taps: [], training: false })
    const classes = cast(labels, 'int32')
    const picked = cast(oneHot(classes, logits.shape.at(-1) ?? 0), 'float32')
    return {
      right: sum(cast(equal(argMax(logits, -1), classes), 'int32')),
      nats: neg(sum(mul(picked, logSoftmax(logits)))),
    }
  })
}
