const unknown = '–'

/** A share as per cent: 0.9781 → `97.81%`. */
export function percent(share: number | undefined, digits = 2): string {
  return share === undefined ? unknown : `${fixed(share * 100, digits)}%`
}

/** A whole number with its thousands apart: 2395210 → `2,395,210`. */
export function count(value: number | undefined): string {
  return value === undefined ? unknown : String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Nats, or any loss: 0.06871 → `0.0687`. */
export function nats(value: number | undefined): string {
  if (value === undefined) return unknown
  const magnitude = Math.abs(value)
  const ordinary = !Number.isFinite(value) || magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e5)
  return ordinary ? fixed(value, 4) : value.toExponential(2).replace('e+', 'e').replaceAll('-', '−')
}

/** A size with three significant digits, in powers of 1000: 9580840 → `9.58 MB`. */
export function size(bytes: number | undefined): string {
  if (bytes === undefined) return unknown
  return bytes < 1000 ? `${bytes} B` : scaled(bytes / 1000, 1000, ['kB', 'MB', 'GB', 'TB'])
}

/** A time with three significant digits: 0.0213 milliseconds → `21.3 µs`. */
export function duration(milliseconds: number | undefined): string {
  return milliseconds === undefined ? unknown : scaled(milliseconds * 1000, 1000, ['µs', 'ms', 's'])
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const [unit, ...larger] = units
  if (Number(value.toPrecision(3)) >= base && larger.length > 0) return scaled(value / base, base, larger)
  return `${value >= base ? count(Math.round(value)) : value.toPrecision(3)} ${unit}`
}

function fixed(value: number, digits: number): string {
  if (Number.isFinite(value)) return value.toFixed(digits).replace('-', '−')
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
}
