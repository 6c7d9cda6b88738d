import { PotstillError, type ArrayBatch, type Batch, type BatchRequest, type Dataset } from '@potstill/spec'
import { dispose, type Tensor } from '@tensorflow/tfjs-core'

/** A batch whose inputs are an array, with what else came with it as tensors. */
export interface ReadBatch {
  readonly arrays: ArrayBatch
  /** What augmentation leaves alone; to be disposed with the batch. */
  readonly rest: Partial<Batch>
}

/**
 * The batches of any data set with their inputs as arrays: directly where the data set has them, else read back from tensors.
 *
 * Throws a PotstillError (`data/augment-inputs`) where the inputs are not one float32 tensor.
 */
export async function* arrayBatches(dataset: Dataset, request: BatchRequest): AsyncGenerator<ReadBatch> {
  if (dataset.arrays !== undefined) {
    for await (const arrays of dataset.arrays(request)) yield { arrays, rest: {} }
    return
  }
  for await (const batch of dataset.batches(request)) yield await readBatch(batch)
}

async function readBatch(batch: Batch): Promise<ReadBatch> {
  const { ids, inputs, labels, targets, ...rest } = batch
  if (!isFloatTensor(inputs)) {
    dispose(batch as unknown as Record<string, Tensor>)
    throw new PotstillError({
      code: 'data/augment-inputs',
      expected: 'batches whose inputs are one float32 tensor, to augment',
      received:
        'dtype' in inputs
          ? `a tensor of ${String(inputs.dtype)}`
          : `inputs by name: ${Object.keys(inputs).join(', ')}`,
      fix: 'leave augment out for these data',
    })
  }
  // Some backends hand out the array that they keep: a copy is ours to write into.
  const read = async <Values extends Float32Array | Int32Array>(tensor: Tensor) =>
    (await tensor.data()).slice() as Values
  const arrays: ArrayBatch = {
    ids: await read<Int32Array>(ids),
    inputs: await read<Float32Array>(inputs),
    shape: inputs.shape.slice(1),
    ...(labels !== undefined && labels.rank === 1 && { labels: await read<Int32Array>(labels) }),
    ...(targets !== undefined && targets.rank === 2 && { targets: await read<Float32Array>(targets) }),
  }
  const left = {
    ...rest,
    ...(arrays.labels === undefined && labels !== undefined && { labels }),
    ...(arrays.targets === undefined && targets !== undefined && { targets }),
  }
  const kept = new Set<unknown>(Object.values(left))
  dispose(Object.values(batch).filter((value) => !kept.has(value)) as Tensor[])
  return { arrays, rest: left }
}

function isFloatTensor(inputs: Batch['inputs']): inputs is Tensor {
  return 'dataId' in inputs && inputs.dtype === 'float32'
}
