import type { Batch, BatchRequest, Dataset } from '@potstill/spec'
import { dispose, type Tensor } from '@tensorflow/tfjs-core'

/** Everything in a batch as plain arrays. */
export interface TakenBatch {
  readonly ids: number[]
  readonly shape: number[]
  readonly inputs: number[]
  readonly teacherInputs: number[] | undefined
  readonly views: number[][] | undefined
  readonly viewSeeds: number[][] | undefined
  readonly labels: number[] | undefined
  readonly targets: number[][] | undefined
}

/** Reads and disposes all batches. */
export async function takeBatches(dataset: Dataset, request: BatchRequest): Promise<TakenBatch[]> {
  const taken: TakenBatch[] = []
  for await (const batch of dataset.batches(request)) {
    taken.push(plain(batch))
    dispose(batch as unknown as Record<string, Tensor>)
  }
  return taken
}

/** By id, whatever the batches were. */
export function byId(batches: readonly TakenBatch[]): ReadonlyMap<number, number[]> {
  return new Map(
    batches.flatMap(({ ids, inputs }) => {
      const size = inputs.length / ids.length
      return ids.map((id, i) => [id, inputs.slice(i * size, (i + 1) * size)] as const)
    }),
  )
}

function plain({ ids, inputs, teacherInputs, views, viewSeeds, labels, targets }: Batch): TakenBatch {
  const values = (tensor: unknown) => [...(tensor as Tensor).dataSync()]
  return {
    ids: values(ids),
    shape: (inputs as Tensor).shape,
    inputs: values(inputs),
    teacherInputs: teacherInputs && values(teacherInputs),
    views: views?.map(values),
    viewSeeds: viewSeeds?.arraySync() as number[][] | undefined,
    labels: labels && values(labels),
    targets: targets?.arraySync() as number[][] | undefined,
  }
}
