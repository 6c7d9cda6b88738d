import { PotstillError, type Batch, type Dataset } from '@potstill/spec'
import { eachBatch } from './each-batch'
import { emptySplit } from './empty-split'
import type { Evaluation } from './evaluation'
import { takeRows, type LogitRows } from './logits'
import type { Predictor } from './predictor'
import { createTally } from './tally'

export interface WalkOptions {
  /** Examples per forward pass; the counts do not depend on it. Default: 250. */
  readonly batchSize?: number
  /** Counts the confusion of classes too, `[C, C]`. Default: false. */
  readonly confusion?: boolean
  readonly signal?: AbortSignal
  /** After each batch: how many examples have been read, and of how many where the data set knows. */
  readonly onProgress?: (progress: { readonly examples: number; readonly size?: number }) => void
}

export interface EvaluateOptions extends WalkOptions {
  /** Whose predictions to count agreement with, a teacher's for instance. */
  readonly reference?: Predictor
}

/**
 * Measures a network on a data set: accuracy, errors, cross-entropy in nats, agreement with a reference.
 *
 * Masked entries are left out; example weights and soft targets are not used. A row of logits that holds NaN is an
 * error, agrees with nothing, and makes the cross-entropy NaN. Unlabelled data give agreement only.
 *
 * Throws a PotstillError where the split is empty (`evaluation/empty-split`), where a label is not a class of the
 * network (`evaluation/label-out-of-range`), where labels, mask or reference do not fit the logits
 * (`evaluation/uneven-batches`, `evaluation/reference-differs`), and where there is neither a label nor a reference
 * (`evaluation/nothing-to-measure`). Throws the signal's reason where that aborts.
 *
 * @example
 * import { inMemoryDataset } from '@potstill/data'
 * const examples = { inputShape: [2], inputs: new Float32Array([3, 0, 0, 3]), labels: new Int32Array([0, 0]) }
 * const inputsAsLogits: Predictor = ({ inputs }) => clone(inputs)
 * const { accuracy, errors } = await evaluate(inputsAsLogits, inMemoryDataset(examples))
 * accuracy // => 0.5
 * errors // => 1
 */
export async function evaluate(
  predict: Predictor,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const [evaluation] = await evaluateTogether([predict], dataset, options)
  if (evaluation?.accuracy !== undefined || evaluation?.agreement !== undefined) return evaluation
  throw new PotstillError({
    code: 'evaluation/nothing-to-measure',
    expected: 'data with labels, or a reference to agree with',
    received: 'data without labels, and no reference',
    fix: "give `reference`, for instance the teacher's predictor",
  })
}

/** Measures several networks in one pass over the data; a reference that is among them predicts only once. */
export async function evaluateTogether(
  predictors: readonly Predictor[],
  dataset: Dataset,
  { batchSize = 250, confusion = false, reference, signal, onProgress }: EvaluateOptions,
): Promise<readonly Evaluation[]> {
  if (predictors.length === 0) return []
  const tallies = predictors.map(() => createTally({ confusion }))
  const { size } = dataset
  let examples = 0
  for await (const batch of eachBatch(dataset, { batchSize, signal })) {
    const measure = await labelsAndMask(batch)
    const answers = new Map<Predictor, LogitRows>()
    for (const predict of new Set(reference === undefined ? predictors : [reference, ...predictors])) {
      answers.set(predict, await takeRows(await predict(batch)))
    }
    const referenceRows = reference && answers.get(reference)
    predictors.forEach((predict, index) => {
      tallies[index]!.add(answers.get(predict)!, {
        ...measure,
        ...(referenceRows && { reference: referenceRows }),
      })
    })
    examples += batch.ids.size
    onProgress?.({ examples, ...(size !== undefined && { size }) })
  }
  const evaluations = tallies.map((tally) => tally.result())
  if (evaluations[0]?.examples === 0) throw emptySplit()
  return evaluations
}

async function labelsAndMask({ labels, mask }: Batch) {
  return {
    ...(labels && { labels: await labels.data() }),
    ...(mask && { mask: await mask.data() }),
  }
}
