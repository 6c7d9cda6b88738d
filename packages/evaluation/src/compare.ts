import type { Dataset } from '@potstill/spec'
import { evaluateTogether, type WalkOptions } from './evaluate'
import type { Evaluation } from './evaluation'
import { forwardTime, type ForwardTimeOptions } from './forward-time'
import type { Predictor } from './predictor'

/**
 * What a network is in a comparison. The baseline is the student's own architecture, trained without the teacher: the
 * difference between the two is what distillation brought.
 */
export type Role = 'teacher' | 'baseline' | 'student' | 'other'

/** One network's line in a comparison. What is not known is left out and shown as a dash. */
export interface ComparisonRow extends Omit<Evaluation, 'confusion'> {
  readonly name: string
  readonly role: Role
  /** How many weights it has. */
  readonly parameters?: number
  /** Size of the weights. */
  readonly bytes?: number
  /** Median milliseconds per example of a forward pass; see `forwardTime`. */
  readonly forwardMilliseconds?: number
}

/** A network that takes part in a comparison. */
export interface Contestant {
  readonly name: string
  readonly role: Role
  readonly predict: Predictor
  readonly parameters?: number
  readonly bytes?: number
}

export interface CompareOptions extends Omit<WalkOptions, 'confusion'> {
  /** How to time the forward passes; false leaves them out. Default: batches of 100, 20 repeats. */
  readonly timing?: false | Omit<ForwardTimeOptions, 'signal'>
}

/**
 * Measures several networks on the same examples, in one pass over the data, and times each of them after it.
 * The last contestant with the role `teacher` is the one whose predictions the others may agree with. Throws what
 * `evaluate` and `forwardTime` throw, but takes unlabelled data without a teacher: there is the time to compare.
 *
 * @example
 * import { inMemoryDataset } from '@potstill/data'
 * const examples = { inputShape: [2], inputs: new Float32Array([3, 0, 0, 3]), labels: new Int32Array([0, 0]) }
 * const [teacher, student] = await compare(
 *   [
 *     { name: 'large', role: 'teacher', predict: ({ inputs }) => clone(inputs) },
 *     { name: 'small', role: 'student', predict: ({ ids }) => oneHot(zerosLike(ids), 2), parameters: 0 },
 *   ],
 *   inMemoryDataset(examples),
 *   { timing: false },
 * )
 * teacher.errors // => 1
 * student.errors // => 0
 * student.agreement // => 0.5
 */
export async function compare(
  contestants: readonly Contestant[],
  dataset: Dataset,
  { timing = {}, ...options }: CompareOptions = {},
): Promise<readonly ComparisonRow[]> {
  const teacher = contestants.findLast(({ role }) => role === 'teacher')
  const evaluations = await evaluateTogether(
    contestants.map(({ predict }) => predict),
    dataset,
    { ...options, ...(teacher && { reference: teacher.predict }) },
  )
  const rows: ComparisonRow[] = []
  for (const [index, contestant] of contestants.entries()) {
    const { predict, ...described } = contestant
    const { agreement, ...measured } = evaluations[index]!
    rows.push({
      ...described,
      ...measured,
      ...(contestant !== teacher && agreement !== undefined && { agreement }),
      ...(timing !== false && {
        forwardMilliseconds: await forwardTime(predict, dataset, {
          ...timing,
          ...(options.signal && { signal: options.signal }),
        }),
      }),
    })
  }
  return rows
}
