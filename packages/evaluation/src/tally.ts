import { PotstillError } from '@potstill/spec'
import type { Evaluation } from './evaluation'
import { crossEntropyOf, predictedClasses, type LogitRows } from './logits'

/** What the predictions of a batch are measured by. */
export interface Measure {
  /** One per row. */
  readonly labels?: ArrayLike<number>
  /** One per row, or one per example where an example has several rows; 0 leaves the row out. */
  readonly mask?: ArrayLike<number>
  /** Logits that the predictions are compared with. */
  readonly reference?: LogitRows
}

/** Counts batch by batch: the counts are the same however the data are cut into batches. */
export interface Tally {
  add(rows: LogitRows, measure: Measure): void
  result(): Evaluation
}

export function createTally(options: { readonly confusion?: boolean } = {}): Tally {
  let classes: number | undefined
  let labelled: boolean | undefined
  let compared = false
  let seen = 0
  let examples = 0
  let correct = 0
  let nats = 0
  let agreed = 0
  let confusion: number[][] | undefined

  const add = (rows: LogitRows, { labels, mask, reference }: Measure): void => {
    classes ??= rows.classes
    labelled ??= labels !== undefined
    if (rows.classes !== classes) {
      throw uneven('the same number of classes in every batch', `${classes} and then ${rows.classes}`)
    }
    if ((labels !== undefined) !== labelled) {
      throw uneven('labels in every batch or in none', 'some batches with labels and some without')
    }
    if (labels !== undefined && labels.length !== rows.rows) {
      throw uneven('one label for each prediction', `${labels.length} labels for ${rows.rows} predictions`)
    }
    if (reference !== undefined) requireComparable(rows, reference)
    const perMask = mask === undefined ? 1 : rowsPerEntry(rows, mask)
    if (options.confusion === true && labels !== undefined) confusion ??= emptyMatrix(rows.classes)

    const predicted = predictedClasses(rows)
    const others = reference && predictedClasses(reference)
    compared ||= others !== undefined
    for (let row = 0; row < rows.rows; row++, seen++) {
      if (mask?.[Math.floor(row / perMask)] === 0) continue
      const guess = predicted[row]!
      if (labels !== undefined) {
        const label = labelInRange(labels[row]!, rows.classes, seen)
        nats += crossEntropyOf(rows, row, label)
        if (guess === label) correct++
        if (guess >= 0 && confusion !== undefined) confusion[label]![guess]!++
      }
      if (guess >= 0 && guess === others?.[row]) agreed++
      examples++
    }
  }

  return {
    add,
    result: () => ({
      examples,
      ...(labelled === true && {
        accuracy: correct / examples,
        errors: examples - correct,
        crossEntropy: nats / examples,
      }),
      ...(compared && { agreement: agreed / examples }),
      ...(confusion && { confusion }),
    }),
  }
}

function emptyMatrix(size: number): number[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => 0))
}

function rowsPerEntry({ rows }: LogitRows, mask: ArrayLike<number>): number {
  const perEntry = rows / mask.length
  if (Number.isInteger(perEntry)) return perEntry
  throw uneven(
    'a mask with an entry for each prediction or for each example',
    `${mask.length} entries for ${rows} predictions`,
  )
}

function labelInRange(label: number, classes: number, position: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label
  throw new PotstillError({
    code: 'evaluation/label-out-of-range',
    expected: `labels from 0 to ${classes - 1}, since the network has ${classes} classes`,
    received: `label ${label} for prediction ${position} (counted from 0, masked ones included)`,
    fix: 'evaluate on data with the classes the network was made for, or mask entries that have no label',
  })
}

function requireComparable(rows: LogitRows, reference: LogitRows): void {
  if (rows.classes === reference.classes && rows.rows === reference.rows) return
  const received = ({ rows, classes }: LogitRows) => `${rows} predictions of ${classes} classes`
  throw new PotstillError({
    code: 'evaluation/reference-differs',
    expected: 'a reference with as many predictions and the same classes, so that the two can agree',
    received: `${received(rows)} beside the reference's ${received(reference)}`,
    fix: 'leave the reference out, or choose one for the same classes',
  })
}

function uneven(expected: string, received: string): PotstillError {
  return new PotstillError({
    code: 'evaluation/uneven-batches',
    expected,
    received,
    fix: 'check the data set and the predictor',
  })
}
