import { PotstillError, type OpenData } from '@potstill/spec'
import { checkLabels } from '../check-examples'
import { nameRow } from '../examples'
import { checkClassNames, openSplits, type SplitPart } from '../open-splits'
import type { SplitOptions } from '../split-options'
import { cachedReader } from './cached-reader'
import type { ExampleReader } from './example-reader'
import { readerDataset } from './reader-dataset'

export interface ReadersToOpen {
  /** The source's name, for errors. */
  readonly source: string
  readonly training: ExampleReader
  /** Where they have files of their own; otherwise taken from the training examples, as many as `splits` says. */
  readonly validation?: ExampleReader | undefined
  /** Where they have files of their own; otherwise taken from the training examples, as many as `splits` says. */
  readonly test?: ExampleReader | undefined
  /** Default: as many as the labels need. */
  readonly classes?: number | undefined
  readonly classNames?: readonly string[] | undefined
  readonly splits: SplitOptions
  /** Bytes of read examples that each set keeps in memory. Default: 0. */
  readonly cacheBytes?: number | undefined
}

/**
 * Makes open data of examples that are read when they are asked for; labels are checked at once. An example's id is its
 * row in the training set; those of a test set of its own follow, then those of a validation set of its own.
 *
 * Throws a PotstillError: `data/empty-split`, `data/count-too-large`, `data/count-mismatch`, `data/shape`,
 * `data/label-range` or `data/class-names`.
 */
export function openReaders(given: ReadersToOpen): OpenData {
  const { source, training, validation, test, classNames, splits, cacheBytes = 0 } = given
  const all = { training, validation, test }
  const classes = given.classes ?? classNames?.length ?? classesIn(Object.values(all))
  checkClassNames(source, classNames, classes)
  for (const [name, reader] of Object.entries(all)) {
    if (reader === undefined) continue
    const what = `${name} examples`
    if (reader.count === 0) throw noExamples(source, what)
    if (reader.labels !== undefined) {
      const name = (row: number) => nameRow(reader, row)
      checkLabels({ source, what }, reader.labels, classes, reader.count, name)
    }
    checkSameKind(source, what, training, reader)
  }
  const part = (reader: ExampleReader): SplitPart => {
    const cached = cachedReader(reader, cacheBytes)
    return {
      count: reader.count,
      inputShape: reader.inputShape,
      dataset: ({ rows, ...rest }) =>
        readerDataset(cached, {
          ...rest,
          // Blocks are read once each where the rows come in the order of the files.
          ...(rows && { rows: reader.blocks === undefined ? rows : rows.toSorted() }),
        }),
    }
  }
  return openSplits({
    source,
    training: part(training),
    validation: validation && part(validation),
    test: test && part(test),
    classes,
    classNames,
    splits,
  })
}

function classesIn(readers: readonly (ExampleReader | undefined)[]): number | undefined {
  const labels = readers.flatMap((reader) => (reader?.labels === undefined ? [] : [reader.labels]))
  if (labels.length === 0) return undefined
  return 1 + Math.max(...labels.map((some) => some.reduce((most, label) => Math.max(most, label), 0)))
}

function checkSameKind(source: string, what: string, training: ExampleReader, other: ExampleReader): void {
  const describe = ({ inputShape, labels }: ExampleReader) =>
    `inputs [${inputShape.join(', ')}]${labels === undefined ? '' : ', labels'}`
  if (describe(training) === describe(other)) return
  throw new PotstillError({
    code: 'data/shape',
    component: source,
    expected: `${what} like those for training: ${describe(training)}`,
    received: describe(other),
    fix: 'give examples of one kind',
  })
}

function noExamples(source: string, what: string): PotstillError {
  return new PotstillError({
    code: 'data/empty-split',
    component: source,
    expected: what,
    received: 'none',
    fix: 'give a source that has examples',
  })
}
