import { PotstillError, type Augmentation, type Batch, type BatchRequest, type Dataset } from '@potstill/spec'
import { dispose, tensor, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { arrayBatches, type ReadBatch } from './array-batches'
import { augmentBatch } from './augment-batch'
import type { AugmentationWorkers } from './augmentation-workers'
import { namesOf } from './built-in'
import type { AugmentedArrays, Plan, TeacherView } from './plan'
import { readAhead } from './read-ahead'

export interface AugmentOptions {
  /** Applied one after the other. */
  readonly augment: readonly Augmentation[]
  readonly seed: number
  /** How many further views of each example, in `Batch.views`, beside the inputs. Default: 0. */
  readonly views?: number | undefined
  /** What the teacher sees. Default: `'same'`. */
  readonly teacher?: TeacherView | undefined
  /** How many classes there are: needed where examples with labels are mixed with each other. */
  readonly classes?: number | undefined
  /** For validation and test: only what needs no draw is done. Default: false. */
  readonly evaluation?: boolean | undefined
  /** Augments in other threads, where every one of `augment` is of this package. Default: in this thread. */
  readonly workers?: AugmentationWorkers | undefined
}

/**
 * Wraps a data set so that its batches are augmented. Size, ids and labels stay what they are.
 *
 * What is drawn for an example is a function of (seed, epoch, id, view) and of the place and name of the augmentation: not
 * of the size or order of the batches, not of threads. The epoch is that of the request. Each example is augmented on its
 * own; what mixes examples chooses among those of the same batch.
 *
 * Throws a PotstillError: `data/augment-options`; batches reject with `data/augment-shape`, `data/augment-inputs`,
 * `data/augment-classes`, `data/augmentation-failed`, `data/augment-worker`.
 *
 * @example
 * const plain = inMemoryDataset({ inputShape: [1, 3, 1], inputs: new Float32Array([1, 2, 3]) })
 * const flipped = augmented(plain, { augment: [flip({ probability: 1 })], seed: 1 })
 * const { value } = await flipped.batches({ batchSize: 1 })[Symbol.asyncIterator]().next()
 * value.inputs // => [[[[3], [2], [1]]]]
 */
export function augmented(dataset: Dataset, options: AugmentOptions): Dataset {
  const { augment, views = 0, evaluation = false } = options
  if (!Number.isSafeInteger(views) || views < 0) throw wrongViews(views)
  if (augment.length === 0 && views === 0) return dataset
  if (evaluation && augment.every((each) => each.level === 'batch' || each.evaluate === undefined))
    return dataset
  const { size, ids, labels } = dataset
  return {
    ...(size !== undefined && { size }),
    ...(ids !== undefined && { ids }),
    ...(labels !== undefined && { labels }),
    batches: (request) => augmentedBatches(arrayBatches(dataset, request), request, options),
  }
}

async function* augmentedBatches(
  items: AsyncIterable<ReadBatch>,
  request: BatchRequest,
  options: AugmentOptions,
): AsyncGenerator<Batch, void, undefined> {
  const { augment, seed, views = 0, teacher = 'same', classes, evaluation = false, workers } = options
  const plan: Plan = { augment, seed, epoch: epochOf(request), views, teacher, evaluation, classes }
  const named = namesOf(augment)
  const elsewhere = workers !== undefined && named !== undefined
  const made = readAhead<ReadBatch, AugmentedArrays>({
    items,
    ahead: elsewhere ? workers.ahead : 1,
    make: elsewhere
      ? ({ arrays }) => workers.augment(arrays, { ...plan, augment: named })
      : async ({ arrays }) => augmentBatch(arrays, plan),
    discard: ({ rest }) => disposeRest(rest),
    signal: request.signal,
  })
  for await (const [read, arrays] of made) yield toBatch(read, arrays)
}

function epochOf({ epoch, order }: BatchRequest): number {
  return epoch ?? (typeof order === 'object' ? order.epoch : 0)
}

function toBatch({ arrays: { ids, labels }, rest }: ReadBatch, made: AugmentedArrays): Batch {
  const count = ids.length
  const inputs = (values: Float32Array) => tensor(values, [count, ...made.shape], 'float32')
  const rows = (values: Float32Array) => tensor2d(values, [count, values.length / count], 'float32')
  return {
    ...rest,
    ids: tensor1d(ids, 'int32'),
    inputs: inputs(made.inputs),
    ...(made.teacherInputs && { teacherInputs: inputs(made.teacherInputs) }),
    ...(made.views && { views: made.views.map(inputs) }),
    ...(made.viewSeeds && {
      viewSeeds: tensor2d(made.viewSeeds, [count, made.viewSeeds.length / count], 'int32'),
    }),
    ...(labels && { labels: tensor1d(labels, 'int32') }),
    ...(made.targets && { targets: rows(made.targets) }),
  }
}

function disposeRest(rest: Partial<Batch>): void {
  dispose(rest as Record<string, Tensor>)
}

function wrongViews(views: number): PotstillError {
  return new PotstillError({
    code: 'data/augment-options',
    expected: 'a whole number of further views, from 0',
    received: String(views),
    fix: 'correct views',
  })
}
