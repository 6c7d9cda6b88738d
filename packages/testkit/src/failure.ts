/** What a test of the kit throws: what was expected, and what came. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError'
}

/** Throws unless something holds. */
export function expectThat(holds: boolean, expected: string, received: () => string): void {
  if (!holds) throw new ConformanceError(`expected ${expected}; got ${received()}`)
}

/** A few numbers of many, for messages. */
export function few(values: ArrayLike<number>): string {
  const shown = Array.from(values)
    .slice(0, 6)
    .map((value) => String(Number(value.toPrecision(6))))
  return `[${shown.join(', ')}${values.length > shown.length ? ', …' : ''}]`
}
