import * as z from 'zod'

/** How many examples: a count, or a share of those in the files they are taken from. */
const amount = (smallest: number) =>
  z.union([z.int().min(smallest), z.number().gt(0).lt(1)], {
    error: `expected a count (a whole number of at least ${smallest}) or a share (between 0 and 1)`,
  })

/** Options by which every source takes its splits. */
export const splitOptions = {
  train: amount(1)
    .optional()
    .describe(
      'Training examples: the first ones of the training files. A whole number is a count, a number below 1 a share. ' +
        'Default: all that no other split takes.',
    ),
  validation: amount(0)
    .default(0)
    .describe('Validation examples: those of the training files that follow the ones in train.'),
  test: amount(0)
    .optional()
    .describe('Test examples: the first ones of the test files. Default: all of them.'),
  shuffle: z
    .int()
    .optional()
    .describe(
      'A seed: training files are mixed by it before they are split, for files sorted by class. Default: not mixed.',
    ),
}

/** For sources whose validation examples may have a folder or files of their own. */
export const ownValidation = amount(0)
  .optional()
  .describe(
    'Validation examples: the first ones of the validation files where there are such, by default all of them; ' +
      'otherwise those of the training files that follow the ones in train, by default none.',
  )

/** Where the test examples may come from the training data themselves. */
export const testAmount = amount(0)

export interface SplitOptions {
  readonly train?: number | undefined
  readonly validation?: number | undefined
  readonly test?: number | undefined
  readonly shuffle?: number | undefined
}
