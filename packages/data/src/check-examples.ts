import { PotstillError } from '@potstill/spec'
import { exampleCount, exampleSize, nameRow, type Examples, type SoftTargets } from './examples'

/** Who speaks of which examples: source `mnist`, what `training examples`. */
interface Subject {
  readonly source: string
  readonly what: string
}

/** Refuses examples that no network could be trained on. */
export function checkExamples(subject: Subject, examples: Examples, classes: number | undefined): void {
  checkInputs(subject, examples)
  if (examples.labels !== undefined) {
    checkLabels(subject, examples.labels, classes, exampleCount(examples), (row) => nameRow(examples, row))
  }
  if (examples.targets !== undefined) checkTargets(subject, examples, examples.targets, classes)
}

function checkInputs(subject: Subject, examples: Examples): void {
  const { inputShape, inputs } = examples
  const size = exampleSize(examples)
  if (inputs.length === 0) {
    throw refusal(subject, 'empty-split', subject.what, 'none', 'give a source that has examples')
  }
  if (inputs.length % size !== 0) {
    throw refusal(
      subject,
      'shape',
      `a multiple of ${size} values, for ${subject.what} of shape [${inputShape.join(', ')}]`,
      `${inputs.length} values`,
      'correct the shape or the inputs',
    )
  }
  if (!(inputs instanceof Float32Array || inputs instanceof Float64Array)) return
  const place = inputs.findIndex((value: number) => !Number.isFinite(Math.fround(value)))
  if (place < 0) return
  throw refusal(
    subject,
    'not-finite',
    `finite float32 numbers in the inputs of the ${subject.what}`,
    `${inputs[place]} at position ${place % size} of ${nameRow(examples, Math.floor(place / size))}`,
    'repair that example or leave it out',
  )
}

/** Refuses labels that do not fit the examples or the classes. */
export function checkLabels(
  subject: Subject,
  labels: Int32Array,
  classes: number | undefined,
  count: number,
  name: (row: number) => string,
): void {
  if (labels.length !== count) {
    throw refusal(
      subject,
      'count-mismatch',
      `one label for each of the ${count} ${subject.what}`,
      `${labels.length} labels`,
      'give inputs and labels of the same examples',
    )
  }
  const row = labels.findIndex((label) => label < 0 || (classes !== undefined && label >= classes))
  if (row < 0) return
  throw refusal(
    subject,
    'label-range',
    classes === undefined
      ? `labels from 0 in the ${subject.what}`
      : `labels from 0 to ${classes - 1}, for ${classes} classes, in the ${subject.what}`,
    `${labels[row]} in ${name(row)}`,
    'correct the label, or the number of classes; labels are counted from 0',
  )
}

function checkTargets(
  subject: Subject,
  examples: Examples,
  targets: SoftTargets,
  classes: number | undefined,
): void {
  const count = exampleCount(examples)
  if (targets.values.length !== count * targets.classes || targets.classes !== classes) {
    throw refusal(
      subject,
      'count-mismatch',
      `${classes} targets for each of the ${count} ${subject.what}`,
      `${targets.values.length / targets.classes} rows of ${targets.classes}`,
      'give targets of the same examples and classes',
    )
  }
  const row = firstImproper(targets)
  if (row < 0) return
  const values = Array.from(targets.values.subarray(row * classes, (row + 1) * classes)).slice(0, 10)
  throw refusal(
    subject,
    'targets',
    `targets that are probabilities, with a sum of 1, in the ${subject.what}`,
    `${values.join(', ')} in ${nameRow(examples, row)}`,
    'take the softmax of logits, or divide the targets by their sum',
  )
}

/** The first row that is no probability distribution, within what rounding to three digits does. */
function firstImproper({ values, classes }: SoftTargets): number {
  for (let start = 0; start < values.length; start += classes) {
    const row = values.subarray(start, start + classes)
    const sum = row.reduce((total, value) => total + value, 0)
    if (!(Math.abs(sum - 1) < 1e-3) || row.some((value) => value < 0)) return start / classes
  }
  return -1
}

function refusal(
  { source }: Subject,
  what: string,
  expected: string,
  received: string,
  fix: string,
): PotstillError {
  return new PotstillError({ code: `data/${what}`, component: source, expected, received, fix })
}
