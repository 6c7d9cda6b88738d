/** Sets rows of text in columns; the last one is as wide as it likes. */
export function columns(rows: readonly (readonly string[])[], indent = 2): string {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) =>
      (' '.repeat(indent) + row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')).trimEnd(),
    )
    .join('\n')
}
