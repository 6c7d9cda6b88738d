import { PotstillError } from '@potstill/spec'
import { cellNumber } from './csv-number'
import { parseCsv, type CsvRecord } from './csv-parse'

export interface CsvLayout {
  readonly path: string
  readonly delimiter: string
  readonly header: boolean
  /** Name or index of the column of labels. */
  readonly label: string | number | undefined
  /** Names or indices of columns that are not read. */
  readonly ignore: readonly (string | number)[]
}

/** The numbers and labels of a csv file. */
export interface CsvTable {
  readonly path: string
  /** Names of the columns of numbers, where the file has a header. */
  readonly columns: readonly string[]
  readonly features: Float32Array
  /** One per record; empty where there is no column of labels. */
  readonly labels: readonly string[]
  /** The line of each record, counted from 1. */
  readonly lines: readonly number[]
}

/** Reads a table of numbers; throws a PotstillError that names line and column of what does not fit. */
export function readCsvTable(bytes: Uint8Array, layout: CsvLayout): CsvTable {
  const { path } = layout
  const records = parseCsv(path, decode(path, bytes), layout.delimiter)
  const first = records.next()
  if (first.done) throw csvError('empty-split', `records in ${path}`, 'none', 'give a file with data')
  const names = layout.header
    ? first.value.cells.map((name) => name.trim())
    : first.value.cells.map((_, index) => String(index))
  const labelColumn = layout.label === undefined ? undefined : findColumn(layout, names, layout.label)
  const left = new Set([labelColumn, ...layout.ignore.map((column) => findColumn(layout, names, column))])
  const featureColumns = names.map((_, index) => index).filter((index) => !left.has(index))
  if (featureColumns.length === 0) {
    throw csvError('shape', `a column of numbers in ${path}`, 'none', 'keep at least one column')
  }

  const features: number[] = []
  const labels: string[] = []
  const lines: number[] = []
  const add = (record: CsvRecord) => {
    checkWidth(path, record, names.length)
    for (const column of featureColumns) features.push(readNumber(layout, names, record, column))
    if (labelColumn !== undefined) labels.push(readLabel(layout, names, record, labelColumn))
    lines.push(record.line)
  }
  if (!layout.header) add(first.value)
  for (const record of records) add(record)
  return {
    path,
    columns: featureColumns.map((column) => names[column] ?? ''),
    features: Float32Array.from(features),
    labels,
    lines,
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw csvError('csv-encoding', `text in UTF-8 in ${path}`, 'other bytes', 'convert the file to UTF-8')
  }
}

function findColumn({ path, header }: CsvLayout, names: readonly string[], column: string | number): number {
  const index = typeof column === 'number' ? column : header ? names.indexOf(column) : -1
  if (index >= 0 && index < names.length) return index
  const known = header
    ? `${names.map((name) => `'${name}'`).join(', ')}, or 0 to ${names.length - 1}`
    : `0 to ${names.length - 1} (there is no header)`
  throw csvError(
    'csv-column',
    `a column of ${path}: ${known}`,
    typeof column === 'number' ? `${column}` : `'${column}'`,
    'correct the name, or the options header and delimiter',
  )
}

function checkWidth(path: string, { line, cells }: CsvRecord, width: number): void {
  if (cells.length === width) return
  throw csvError(
    'csv-width',
    `${width} columns in line ${line} of ${path}, as in its first line`,
    `${cells.length}`,
    'repair that line, or correct the option delimiter',
  )
}

function readNumber(layout: CsvLayout, names: readonly string[], record: CsvRecord, column: number): number {
  const cell = record.cells[column] ?? ''
  const value = cellNumber(cell)
  if (value !== undefined) return value
  throw csvError(
    'csv-number',
    `a finite number at ${place(layout, names, record, column)}`,
    cell.trim() === '' ? 'an empty cell' : `'${cell}'`,
    record.line === 1
      ? 'if the first line holds names, set header to true; otherwise correct the cell'
      : 'correct the cell, leave the line out, or put the column into ignore',
  )
}

function readLabel(layout: CsvLayout, names: readonly string[], record: CsvRecord, column: number): string {
  const cell = (record.cells[column] ?? '').trim()
  if (cell !== '') return cell
  throw csvError(
    'csv-label',
    `a label at ${place(layout, names, record, column)}`,
    'an empty cell',
    'correct the cell or leave the line out',
  )
}

function place(
  { path, header }: CsvLayout,
  names: readonly string[],
  { line }: CsvRecord,
  column: number,
): string {
  const name = header ? ` ('${names[column]}')` : ''
  return `${path}, line ${line}, column ${column + 1}${name}`
}

function csvError(what: string, expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({ code: `data/${what}`, component: 'csv', expected, received, fix })
}
