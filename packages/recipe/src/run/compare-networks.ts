import {
  compare,
  evaluate,
  studentPredictor,
  type ComparisonRow,
  type Confusion,
  type Role,
} from '@potstill/evaluation'
import type { PlannedStage } from '../compose/plan'
import { contestantsOf } from './contestants'
import type { RunOptions } from './run-options'

/** A table of confusions that is larger can no longer be read. */
const mostClasses = 50

export interface Comparison {
  readonly split?: 'test' | 'validation'
  readonly rows: readonly ComparisonRow[]
  /** Of the last stage's student. */
  readonly confusion?: Confusion
}

/** Measures all networks on the last stage's test split, or on its validation split where it has no other. */
export async function compareNetworks(
  stages: readonly PlannedStage[],
  roles: readonly Role[],
  { signal, timing, onMessage }: RunOptions,
): Promise<Comparison> {
  const { data, student } = stages.at(-1)!
  const split = data.test ? 'test' : 'validation'
  const dataset = data.test ?? data.validation
  if (dataset === undefined) {
    onMessage?.('Nothing is compared, since the data have neither a test nor a validation split.')
    return { rows: [] }
  }
  onMessage?.(`Comparing on the ${split} split.`)
  const abort = signal && { signal }
  const contestants = contestantsOf(stages, roles, (name, why) =>
    onMessage?.(`${name} is left out of the comparison: ${why}.`),
  )
  const rows = await compare(contestants, dataset, { ...abort, ...(timing !== undefined && { timing }) })
  const labelled = rows.some(({ accuracy }) => accuracy !== undefined)
  const classes = student.logitsShape.at(-1) ?? Infinity
  if (!labelled || classes > mostClasses) return { split, rows }
  const { confusion } = await evaluate(studentPredictor(student), dataset, { ...abort, confusion: true })
  return { split, rows, ...(confusion && { confusion }) }
}
