/**
 * Finds the known name that a wrong one was most likely meant to be; nothing where all are far. Case, `-` and `_` do not
 * count.
 *
 * @example
 * nearest('cosin', ['linear', 'cosine']) // => 'cosine'
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = plainly(name)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const other = plainly(candidate)
    const distance = editDistance(wanted, other)
    const length = Math.max(wanted.length, other.length)
    const allowed = Math.min(length - 1, Math.max(1, Math.floor(length * 0.4)))
    if (distance <= allowed && distance < (best?.distance ?? Infinity)) best = { name: candidate, distance }
  }
  return best?.name
}

/** `Did you mean "cosine"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const found = nearest(name, known)
  return found === undefined ? undefined : `Did you mean "${found}"?`
}

function plainly(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '')
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours. */
function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[other.length]!
}
