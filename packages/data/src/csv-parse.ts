import { PotstillError } from '@potstill/spec'

/** A record of a csv file: its cells, and the line it starts on, counted from 1. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads the records of a csv text (RFC 4180): quoted cells may hold delimiters, line ends and doubled quotes; lines end
 * with LF, CRLF or CR; empty lines are left out.
 *
 * Throws a PotstillError (`data/csv-quote`) for a quote that does not close, or stands where none may.
 */
export function* parseCsv(
  path: string,
  text: string,
  delimiter: string,
): Generator<CsvRecord, void, undefined> {
  let position = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  let cells: string[] = []
  let recordLine = line
  const plain = new RegExp(`[^"\\r\\n${escapeForClass(delimiter)}]*`, 'y')

  const readPlain = (): string => {
    plain.lastIndex = position
    const cell = plain.exec(text)?.[0] ?? ''
    position += cell.length
    if (text[position] === '"') {
      throw quoteError(
        path,
        line,
        cells.length + 1,
        'a cell with quotes to be quoted as a whole',
        'a quote inside it',
      )
    }
    return cell
  }
  const readQuoted = (): string => {
    const startLine = line
    let cell = ''
    for (;;) {
      const close = text.indexOf('"', position + 1)
      if (close < 0) {
        throw quoteError(path, startLine, cells.length + 1, 'a closing quote', 'the end of the file')
      }
      cell += text.slice(position + 1, close)
      position = close + 1
      if (text[position] !== '"') break
      cell += '"'
    }
    line += cell.match(/\r\n|\r|\n/g)?.length ?? 0
    const next = text[position]
    if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') {
      throw quoteError(path, line, cells.length + 1, 'a delimiter after the closing quote', `'${next}'`)
    }
    return cell
  }

  while (position < text.length) {
    const quoted = text[position] === '"'
    const cell = quoted ? readQuoted() : readPlain()
    const next = text[position]
    cells.push(cell)
    position += next === '\r' && text[position + 1] === '\n' ? 2 : 1
    if (next === delimiter && position < text.length) continue
    if (next === delimiter) cells.push('')
    if (cells.length > 1 || cell !== '' || quoted) yield { line: recordLine, cells }
    cells = []
    recordLine = ++line
  }
}

function escapeForClass(character: string): string {
  return character.replace(/[\\\]^-]/, '\\$&')
}

function quoteError(
  path: string,
  line: number,
  column: number,
  expected: string,
  received: string,
): PotstillError {
  return new PotstillError({
    code: 'data/csv-quote',
    component: 'csv',
    expected: `${expected} (${path}, line ${line}, column ${column})`,
    received,
    fix: 'put the cell in quotes, and double the quotes inside it',
  })
}
