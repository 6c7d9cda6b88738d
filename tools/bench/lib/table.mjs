/**
 * Lines of a table whose columns are as wide as their widest cell; the first column stands left, numbers stand right. In
 * a row with fewer cells than the others, the last cell takes the room of those that are missing.
 *
 * @param {readonly (readonly string[])[]} rows
 * @param {{ left?: readonly number[] }} [options] columns that stand left besides the first
 * @returns {string[]}
 */
export function aligned(rows, { left = [] } = {}) {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const spans = (/** @type {readonly string[]} */ row, /** @type {number} */ column) =>
    row.length < columns && column === row.length - 1
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (spans(row, column) ? 0 : (row[column] ?? '').length))),
  )
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? ''
        return column === 0 || left.includes(column) || spans(row, column)
          ? text.padEnd(width)
          : text.padStart(width)
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
