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

/** Counts batch by batch. The result is the same however the data are cut into batches. */
export interface Tally {
  add(rows: LogitRows, measure: Measure): void
  readonly examples: number
  result(): Evaluation
}

export function createTally(options: { readonly confusion?: boolean } = {}): Tally {
  let classes: number | undefined
  let labelled: boolean | undefined
  let examples = 0
  let correct = 0
  let nats = 0
  let agreed: number | undefined
  const confusion: number[][] = []

  const add = (rows: LogitRows, { labels, mask, reference }: Measure): void => {
    classes ??= rows.classes
    labelled ??= labels !== undefined
    requireSame('the same number of classes in every batch', classes, rows.classes)
    requireSame('labels in every batch, or in none', labelled, labels !== undefined)
    if (labels !== undefined) requireSame('one label for each prediction', rows.rows, labels.length)
    if (reference !== undefined) requireComparable(rows, reference)
    if (confusion.length === 0 && options.confusion === true && labels !== undefined) {
      confusion.push(...Array.from({ length: rows.classes }, () => new Array<number>(rows.classes).fill(0)))
    }

    const predicted = predictedClasses(rows)
    const others = reference && predictedClasses(reference)
    for (let row = 0; row < rows.rows; row++) {
      if (mask !== undefined && mask[Math.floor((row * mask.length) / rows.rows)] === 0) continue
      const guess = predicted[row]!
      if (labels !== undefined) {
        const label = labelInRange(labels[row]!, rows.classes, examples)
        nats += crossEntropyOf(rows, row, label)
        if (guess === label) correct++
        if (guess >= 0 && confusion.length > 0) confusion[label]![guess]!++
      }
      if (others !== undefined) agreed = (agreed ?? 0) + (guess >= 0 && guess === others[row] ? 1 : 0)
      examples++
    }
  }

  return {
    add,
    get examples() {
      return examples
    },
    result: () => ({
      examples,
      ...(labelled === true && {
        accuracy: correct / examples,
        errors: examples - correct,
        crossEntropy: nats / examples,
      }),
      ...(agreed !== undefined && { agreement: agreed / examples }),
      ...(confusion.length > 0 && { confusion }),
    }),
  }
}

function labelInRange(label: number, classes: number, position: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label
  throw new PotstillError({
    code: 'evaluation/label-out-of-range',
    expected: `labels from 0 to ${classes - 1}, since the network has ${classes} classes`,
    received: `label ${label} at example ${position} (counted from 0)`,
    fix: 'evaluate on data with the classes the network was made for, or mask entries that have no label',
  })
}

function requireComparable(rows: LogitRows, reference: LogitRows): void {
  if (rows.classes === reference.classes && rows.rows === reference.rows) return
  const received = ({ rows, classes }: LogitRows) => `${rows} × ${classes}`
  throw new PotstillError({
    code: 'evaluation/class-counts-differ',
    expected: 'a reference with the same classes, so that predictions can agree',
    received: `logits of ${received(rows)} beside ${received(reference)} of the reference`,
    fix: 'leave the reference out, or choose one for the same classes',
  })
}

function requireSame<Value>(expected: string, first: Value, now: Value): void {
  if (first === now) return
  throw new PotstillError({
    code: 'evaluation/uneven-batches',
    expected,
    received: `${String(first)} first and ${String(now)} later`,
    fix: 'check the data set and the predictor',
  })
}
