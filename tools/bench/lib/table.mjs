/**
 * Lines of a table whose columns are as wide as their widest cell; the first column stands left, numbers stand right.
 *
 * @param {readonly (readonly string[])[]} rows of equal length
 * @param {{ left?: readonly number[] }} [options] columns that stand left besides the first
 * @returns {string[]}
 */
export function aligned(rows, { left = [] } = {}) {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? ''
        return column === 0 || left.includes(column) ? text.padEnd(width) : text.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/**
 * Three significant digits, and thousands set apart.
 *
 * @param {number} value
 */
export function digits(value) {
  if (!Number.isFinite(value)) return String(value)
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-9))))
  return value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(decimals, 3),
    maximumFractionDigits: Math.min(decimals, 3),
  })
}

/** @param {{ low: number, high: number }} spread */
export function quartiles({ low, high }) {
  return `[${digits(low)}, ${digits(high)}]`
}
