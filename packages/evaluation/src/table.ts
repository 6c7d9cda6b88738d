import type { ComparisonRow } from './compare'
import { displayWidth } from './display-width'
import { count, duration, percent, size } from './quantities'
import { shortened } from './shortened'

/** In columns. */
const longestName = 32

/**
 * Renders a comparison as an aligned plain-text table for a terminal. The time is the median of a forward pass, per
 * example. Characters in names that could steer a terminal are replaced.
 *
 * @example
 * renderTable([
 *   { name: 'student', role: 'student', examples: 1000, accuracy: 0.978, errors: 22, crossEntropy: 0.07, parameters: 25450 },
 * ]).split('\n')[2] // => 'student    97.80%      22          –      25,450     –            –'
 */
export function renderTable(rows: readonly ComparisonRow[]): string {
  const header = ['', 'accuracy', 'errors', 'agreement', 'parameters', 'size', 'per example']
  const body = rows.map((row) => [
    printable(row.name),
    percent(row.accuracy),
    count(row.errors),
    percent(row.agreement),
    count(row.parameters),
    size(row.bytes),
    duration(row.forwardMilliseconds),
  ])
  const widths = header.map((_, column) =>
    Math.max(...[header, ...body].map((cells) => displayWidth(cells[column]!))),
  )
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widths[column]!)).join('  ')
  const rule = '─'.repeat(displayWidth(line(header)))
  return [line(header), rule, ...body.map(line)].map((text) => text.trimEnd()).join('\n')
}

function printable(name: string): string {
  return shortened(name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�'), longestName)
}

const padStart = (text: string, width: number) => ' '.repeat(width - displayWidth(text)) + text
const padEnd = (text: string, width: number) => text + ' '.repeat(width - displayWidth(text))
