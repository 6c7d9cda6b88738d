import { PotstillError } from '@potstill/spec'
import { cellNumber } from './csv-number'
import type { CsvTable } from './csv-table'

export interface CsvLabels {
  readonly training: Int32Array
  readonly test: Int32Array | undefined
  /** Where the labels are text: the different ones in training, sorted. */
  readonly classNames: readonly string[] | undefined
}

/** Numbers the labels: whole numbers stand for themselves, text for its place among the sorted class names. */
export function numberLabels(training: CsvTable, test: CsvTable | undefined): CsvLabels {
  if ([training, test].every((table) => table?.labels.every(isWhole) ?? true)) {
    const read = (table: CsvTable) => Int32Array.from(table.labels, Number)
    return { training: read(training), test: test && read(test), classNames: undefined }
  }
  const classNames = [...new Set(training.labels)].toSorted()
  const indices = new Map(classNames.map((name, index) => [name, index]))
  const read = (table: CsvTable) =>
    Int32Array.from(table.labels, (label, row) => {
      const index = indices.get(label)
      if (index !== undefined) return index
      throw new PotstillError({
        code: 'data/label-range',
        component: 'csv',
        expected: `labels of the training file: ${classNames.join(', ')}`,
        received: `'${label}' in line ${table.lines[row]} of ${table.path}`,
        fix: 'correct the label, or add examples of it to the training file',
      })
    })
  return { training: read(training), test: test && read(test), classNames }
}

function isWhole(label: string): boolean {
  const value = cellNumber(label)
  return value !== undefined && Number.isInteger(value)
}
