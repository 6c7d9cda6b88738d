import { PotstillError, type OpenData } from '@potstill/spec'
import { checkExamples } from './check-examples'
import { exampleCount, type Examples } from './examples'
import { inMemoryDataset } from './in-memory-dataset'
import { checkClassNames, openSplits, type SplitPart } from './open-splits'
import type { SplitOptions } from './split-options'

export interface ExamplesToOpen {
  /** The source's name, for errors. */
  readonly source: string
  readonly training: Examples
  /** Where they have files of their own; otherwise the last of the training examples, as many as `splits` says. */
  readonly test?: Examples | undefined
  /** Default: as many as the labels need. */
  readonly classes?: number | undefined
  readonly classNames?: readonly string[] | undefined
  readonly splits: SplitOptions
}

/**
 * Makes open data of examples in memory: checks them all, then splits them. An example's id is its row in the training
 * set; those of a test set of its own follow. So ids do not depend on how the data are split.
 *
 * Throws a PotstillError: `data/empty-split`, `data/count-too-large`, `data/count-mismatch`, `data/shape`,
 * `data/not-finite`, `data/label-range`, `data/class-names` or `data/targets`.
 */
export function openExamples(given: ExamplesToOpen): OpenData {
  const { source, training, test, classNames, splits } = given
  const classes = given.classes ?? classNames?.length ?? classesIn(training, test)
  checkClassNames(source, classNames, classes)
  checkExamples({ source, what: 'training examples' }, training, classes)
  if (test !== undefined) {
    checkExamples({ source, what: 'test examples' }, test, classes)
    checkSameKind(source, training, test)
  }

  return openSplits({
    source,
    training: toPart(training),
    test: test && toPart(test),
    classes,
    classNames,
    splits,
  })
}

function toPart(examples: Examples): SplitPart {
  return {
    count: exampleCount(examples),
    inputShape: examples.inputShape,
    dataset: (selection) => inMemoryDataset(examples, selection),
  }
}

function classesIn(training: Examples, test: Examples | undefined): number | undefined {
  if (training.targets !== undefined) return training.targets.classes
  if (training.labels === undefined) return undefined
  const highest = (labels?: Int32Array) => labels?.reduce((most, label) => Math.max(most, label), 0) ?? 0
  return 1 + Math.max(highest(training.labels), highest(test?.labels))
}

function checkSameKind(source: string, training: Examples, test: Examples): void {
  const describe = ({ inputShape, labels, targets }: Examples) =>
    [
      `inputs [${inputShape.join(', ')}]`,
      ...(labels === undefined ? [] : ['labels']),
      ...(targets === undefined ? [] : ['targets']),
    ].join(', ')
  if (describe(training) === describe(test)) return
  throw new PotstillError({
    code: 'data/shape',
    component: source,
    expected: `test examples like those for training: ${describe(training)}`,
    received: describe(test),
    fix: 'give training and test examples of one kind',
  })
}
