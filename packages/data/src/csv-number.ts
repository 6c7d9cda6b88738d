const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** The number that a cell holds, if it is one and finite as float32. Spaces around it do not matter. */
export function cellNumber(cell: string): number | undefined {
  const trimmed = cell.trim()
  if (!numeral.test(trimmed)) return undefined
  const value = Number(trimmed)
  return Number.isFinite(Math.fround(value)) ? value : undefined
}
