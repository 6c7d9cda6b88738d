import type { Profile } from './profile'

const headings = ['kernel', 'where', 'calls', 'ms', 'share', 'largest'] as const

/**
 * Says a profile in words: a line for each kernel, most time first, numbers aligned.
 *
 * @example
 * const entry = { kernel: 'Relu', place: 'loop', calls: 2, milliseconds: 1.5, share: 1, largest: 4096 } as const
 * const lines = describeProfile({ result: undefined, milliseconds: 1.5, entries: [entry] }).split('\n')
 * lines[0] // => 'kernel  where  calls   ms  share  largest'
 * lines[1] // => 'Relu    loop       2  1.5  100 %    4,096'
 */
export function describeProfile({ entries }: Profile<unknown>): string {
  const rows = entries.map(({ kernel, place, calls, milliseconds, share, largest }) => [
    kernel,
    place,
    String(calls),
    milliseconds.toFixed(1),
    `${Math.round(100 * share)} %`,
    largest.toLocaleString('en-US'),
  ])
  const table = [[...headings], ...rows]
  const widths = headings.map((_, column) => Math.max(...table.map((row) => (row[column] as string).length)))
  return table
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] as number
          return column < 2 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
