import type { ComparisonRow } from './compare'

/** Tells whether a row is a student that had a teacher, as far as the rows say: alone, it may be any network. */
export function isDistilled(row: ComparisonRow, rows: readonly ComparisonRow[]): boolean {
  const beside = rows.some(({ role }) => role === 'teacher' || role === 'baseline')
  return row.role === 'student' && (beside || row.agreement !== undefined)
}
