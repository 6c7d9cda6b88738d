/** `1:05`, or `1:02:09` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** Three digits that matter: `12.3`, `0.0456`, `1.20e-7`. */
export function loss(value: number): string {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toPrecision(3) : value.toExponential(2)
}

/** A share as `97.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** `12,345` whatever the locale. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A bar of that many cells. */
export function bar(share: number, cells: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * cells)
  return '━'.repeat(full) + '─'.repeat(cells - full)
}
