import type { ComparisonRow } from '@potstill/evaluation'

const columns = [
  'name',
  'role',
  'examples',
  'accuracy',
  'errors',
  'crossEntropy',
  'agreement',
  'parameters',
  'bytes',
  'forwardMilliseconds',
] as const satisfies readonly (keyof ComparisonRow)[]

/** The comparison as CSV (RFC 4180, lines end in `\n`); what is not known stays empty. */
export function resultsCsv(rows: readonly ComparisonRow[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','))
  return [columns.join(','), ...lines, ''].join('\n')
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
