export type Interval = readonly [from: number, to: number]

/** Maps a domain linearly onto a range; a domain without extent goes to the middle of the range. */
export function linearScale([from, to]: Interval, [start, end]: Interval): (value: number) => number {
  if (from === to) return () => (start + end) / 2
  return (value) => start + ((value - from) / (to - from)) * (end - start)
}

/** The smallest interval that holds every finite value; undefined where there is none. */
export function extent(values: Iterable<number>): Interval | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    from = Math.min(from, value)
    to = Math.max(to, value)
  }
  return from <= to ? [from, to] : undefined
}
