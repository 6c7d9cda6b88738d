import { PotstillError } from '@potstill/spec'
import { batchOrder, sequentialOrder } from './batch-order'
import type { SplitOptions } from './split-options'

/** Rows of each split. Those of `test` are rows of the test set where there is one, of the training set otherwise; so with `validation`. */
export interface SplitRows {
  readonly train: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
}

/**
 * Chooses the rows of each split. Of the training set: `train` the first, `validation` those that follow unless it has a
 * set of its own, and, without a test set, `test` the last.
 *
 * @param trainingCount - Examples in the training set.
 * @param testCount - Examples in the test set; undefined where there is none.
 * @param validationCount - Examples in the validation set; undefined where there is none.
 */
export function splitRows(
  source: string,
  options: SplitOptions,
  trainingCount: number,
  testCount?: number,
  validationCount?: number,
): SplitRows {
  const wantedValidation = toCount(
    options.validation ?? validationCount ?? 0,
    validationCount ?? trainingCount,
  )
  const validation = validationCount === undefined ? wantedValidation : 0
  const wantedTest = toCount(options.test ?? testCount ?? 0, testCount ?? trainingCount)
  const lastTaken = testCount === undefined ? wantedTest : 0
  const train =
    options.train === undefined
      ? trainingCount - validation - lastTaken
      : toCount(options.train, trainingCount)

  const wanted = [
    ...(options.train === undefined ? [] : [`train ${train}`]),
    ...(validation === 0 ? [] : [`validation ${validation}`]),
    ...(lastTaken === 0 ? [] : [`test ${lastTaken}`]),
  ].join(' + ')
  if (Math.max(train, 0) + validation + lastTaken > trainingCount) {
    throw tooMany(source, `at most the ${trainingCount} examples that the training data have`, wanted)
  }
  if (train < 1) {
    throw new PotstillError({
      code: 'data/empty-split',
      component: source,
      expected: 'at least one training example',
      received: `none left: ${wanted} of ${trainingCount} examples`,
      fix: 'give the other splits less',
    })
  }
  if (testCount !== undefined && wantedTest > testCount) {
    throw tooMany(source, `at most the ${testCount} examples that the test data have`, `test ${wantedTest}`)
  }

  if (validationCount !== undefined && wantedValidation > validationCount) {
    throw tooMany(
      source,
      `at most the ${validationCount} examples that the validation data have`,
      `validation ${wantedValidation}`,
    )
  }

  const order =
    options.shuffle === undefined
      ? sequentialOrder(trainingCount)
      : batchOrder(trainingCount, { seed: options.shuffle, epoch: 0 })
  return {
    train: order.subarray(0, train),
    validation:
      validationCount === undefined
        ? order.subarray(train, train + validation)
        : sequentialOrder(wantedValidation),
    test: testCount === undefined ? order.subarray(trainingCount - lastTaken) : sequentialOrder(wantedTest),
  }
}

function toCount(amount: number, of: number): number {
  return amount > 0 && amount < 1 ? Math.max(1, Math.round(amount * of)) : amount
}

function tooMany(source: string, expected: string, received: string): PotstillError {
  return new PotstillError({
    code: 'data/count-too-large',
    component: source,
    expected,
    received,
    fix: 'lower the counts',
  })
}
