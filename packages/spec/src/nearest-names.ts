/**
 * Finds the known name that a wrong one was most likely meant to be; nothing where all are far. Case, `-`, `_` and
 * spaces do not count, and a swap of neighbours is one edit.
 *
 * @example
 * nearestName('cosin', ['linear', 'cosine']) // => 'cosine'
 * nearestName('adam', ['sgd', 'momentum']) // => undefined
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return ranked(name, known).find(({ edits, allowed }) => edits <= allowed)?.candidate
}

/**
 * Lists up to three of the known names, the nearest to a wrong one first, however far they are.
 *
 * @example
 * nearestNames('hiden2', ['conv', 'hidden1', 'hidden2', 'logits']) // => ['hidden2', 'hidden1', 'conv']
 */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  return ranked(name, known)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** Every known name with its distance, nearest first, equals in their order; `allowed` edits still look like a slip. */
function ranked(name: string, known: readonly string[]) {
  const wanted = plainly(name)
  return known
    .map((candidate) => {
      const other = plainly(candidate)
      const length = Math.max(wanted.length, other.length)
      const allowed = Math.min(length - 1, Math.max(1, Math.floor(length * 0.4)))
      return { candidate, edits: editDistance(wanted, other), allowed }
    })
    .toSorted((one, other) => one.edits - other.edits)
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
