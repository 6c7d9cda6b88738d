import { widthOf, wrap } from './wrap'

export interface TableShape {
  /** Of the terminal. */
  readonly width: number
  /** Blanks before each line. */
  readonly indent?: number
  /** The widest that each column but the last may get. */
  readonly widest: readonly number[]
}

// Narrower than this, the last column is no longer pleasant to read beside the others.
const narrowest = 20

/**
 * Sets rows in columns whose cells are broken into lines. The last column has what the others leave; where that is little, it
 * stands below them; and where not even those have room beside each other, they are set as text.
 */
export function table(
  rows: readonly (readonly string[])[],
  { width, indent = 2, widest }: TableShape,
): string {
  const widths = widest.map((most, column) => {
    const lines = rows.flatMap((row) => wrap(row[column] ?? '', most).split('\n'))
    return Math.max(0, ...lines.map(widthOf))
  })
  const before = widths.reduce((total, each) => total + each + 2, indent)
  const rest = width - before
  const blanks = ' '.repeat(indent)
  if (rest >= narrowest) return rows.map((row) => beside(row, [...widths, rest], blanks)).join('\n')
  return rows
    .map((row) => {
      const upper = row.slice(0, widths.length)
      const below = row.slice(widths.length).filter((cell) => cell !== '')
      return [
        before - 2 <= width
          ? beside(upper, widths, blanks)
          : wrap(upper.join('  ').trim(), width, { indent, further: 4 }),
        ...below.map((cell) => wrap(cell, width, { indent: indent + 4 })),
      ].join('\n')
    })
    .join('\n')
}

function beside(row: readonly string[], widths: readonly number[], blanks: string): string {
  const cells = row.map((cell, column) => wrap(cell, widths[column] ?? 0).split('\n'))
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map((cell, column) => padded(cell[line] ?? '', widths[column] ?? 0))
    return (blanks + parts.join('  ')).trimEnd()
  }).join('\n')
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}
