import { PotstillError, type Dataset, type InputShape, type OpenData } from '@potstill/spec'
import type { Selection } from './in-memory-dataset'
import type { SplitOptions } from './split-options'
import { splitRows } from './split-rows'

/** Examples that belong together: those for training, or a test set of its own. */
export interface SplitPart {
  readonly count: number
  readonly inputShape: InputShape
  dataset(selection: Selection): Dataset
}

export interface PartsToOpen {
  /** The source's name, for errors. */
  readonly source: string
  readonly training: SplitPart
  readonly validation?: SplitPart | undefined
  readonly test?: SplitPart | undefined
  readonly classes?: number | undefined
  readonly classNames?: readonly string[] | undefined
  readonly splits: SplitOptions
}

/**
 * Makes open data of parts that are known to be sound. An example's id is its row in the training set; those of a test
 * set of its own follow, then those of a validation set of its own.
 *
 * Throws a PotstillError: `data/empty-split`, `data/count-too-large`.
 */
export function openSplits(given: PartsToOpen): OpenData {
  const { source, training, validation, test, classes, classNames, splits } = given
  const rows = splitRows(source, splits, training.count, test?.count, validation?.count)
  const firstTestId = training.count
  const firstValidationId = firstTestId + (test?.count ?? 0)
  const datasets = {
    train: () => training.dataset({ rows: rows.train }),
    validation: () =>
      validation === undefined
        ? training.dataset({ rows: rows.validation })
        : validation.dataset({ rows: rows.validation, firstId: firstValidationId }),
    test: () =>
      test === undefined
        ? training.dataset({ rows: rows.test })
        : test.dataset({ rows: rows.test, firstId: firstTestId }),
  }
  const names = (['train', 'validation', 'test'] as const).filter((name) => rows[name].length > 0)

  return {
    spec: {
      inputShape: training.inputShape,
      ...(classes !== undefined && { classes }),
      ...(classNames !== undefined && { classNames }),
      examples: firstValidationId + (validation?.count ?? 0),
      splits: names,
    },
    split(wanted) {
      const name = names.find((candidate) => candidate === wanted)
      if (name !== undefined) return datasets[name]()
      throw noSplit(source, names, wanted)
    },
  }
}

export function noSplit(source: string, names: readonly string[], wanted: string): PotstillError {
  return new PotstillError({
    code: 'data/no-split',
    component: source,
    expected: `a split of these data: ${names.join(', ')}`,
    received: `'${wanted}'`,
    fix: `choose one of them, or give the source a count for it`,
  })
}

/** Refuses names of classes that are not as many as the classes (`data/class-names`). */
export function checkClassNames(
  source: string,
  classNames: readonly string[] | undefined,
  classes: number | undefined,
): void {
  if (classNames === undefined || classNames.length === classes) return
  throw new PotstillError({
    code: 'data/class-names',
    component: source,
    expected: `a name for each of ${classes} classes`,
    received: `${classNames.length} names: ${classNames.slice(0, 10).join(', ')}`,
    fix: 'leave the number of classes out, or correct it',
  })
}
