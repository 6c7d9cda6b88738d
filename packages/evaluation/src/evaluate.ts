import { dispose, type TensorContainer } from '@tensorflow/tfjs-core'
import { PotstillError, type Batch, type Dataset } from '@potstill/spec'
import type { Evaluation } from './evaluation'
import { takeRows, type LogitRows } from './logits'
import type { Predictor } from './predictor'
import { createTally } from './tally'

export interface WalkOptions {
  /** Examples per forward pass; the result does not depend on it. Default: 250. */
  readonly batchSize?: number
  /** Counts the confusion of classes too, `[C, C]`. Default: false. */
  readonly confusion?: boolean
  readonly signal?: AbortSignal
  /** After each batch: how many predictions are measured, and of how many where the data set knows. */
  readonly onProgress?: (progress: { readonly examples: number; readonly size?: number }) => void
}

export interface EvaluateOptions extends WalkOptions {
  /** Whose predictions to count agreement with, a teacher's for instance. */
  readonly reference?: Predictor
}

/**
 * Measures a network on a data set: accuracy, errors, cross-entropy, agreement with a reference.
 *
 * Masked entries are left out; example weights are not used. A prediction that is NaN is an error and agrees with
 * nothing. Unlabelled data give agreement only. Throws a PotstillError where the split is empty, where a label is not
 * a class of the network, where there is neither a label nor a reference, and where the reference has other classes.
 *
 * @example
 * const evaluation = await evaluate(studentPredictor(student), data.split('test'), {
 *   reference: teacherPredictor(teacher),
 * })
 * evaluation.errors
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
  const tallies = predictors.map(() => createTally({ confusion }))
  const first = tallies[0]
  for await (const batch of dataset.batches({ batchSize, ...(signal && { signal }) })) {
    try {
      signal?.throwIfAborted()
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
    } finally {
      disposeBatch(batch)
    }
    const { size } = dataset
    onProgress?.({ examples: first?.examples ?? 0, ...(size !== undefined && { size }) })
  }
  signal?.throwIfAborted()
  if (first?.examples === 0) throw emptySplit()
  return tallies.map((tally) => tally.result())
}

export function disposeBatch(batch: Batch): void {
  dispose({ ...batch } as unknown as TensorContainer)
}

export function emptySplit(): PotstillError {
  return new PotstillError({
    code: 'evaluation/empty-split',
    expected: 'a split with at least one example that is not masked',
    received: 'none',
    fix: 'choose another split, or give this one examples',
  })
}

async function labelsAndMask({ labels, mask }: Batch) {
  return {
    ...(labels && { labels: await labels.data() }),
    ...(mask && { mask: await mask.data() }),
  }
}
