import type { Value } from '../document/value'
import { readItems } from './mapping'
import type { Reading } from './reading'
import { readTerm, type RecipeTerm, type TermSurroundings } from './term'

/** Reads the terms of an objective: at least one, and no name twice. */
export function readObjective(
  value: Value,
  reading: Reading,
  surroundings: TermSurroundings = {},
): readonly RecipeTerm[] | undefined {
  const items = readItems(value, 'losses', reading)
  const terms = items
    ?.map((item) => readTerm(item, reading, surroundings))
    .filter((term) => term !== undefined)
  const names = new Set<string>()
  for (const { name, place } of terms ?? []) {
    if (name === undefined) continue
    if (names.has(name)) {
      reading.problems.add({
        place,
        expected: 'terms of different names',
        received: `"${name}" a second time`,
      })
    }
    names.add(name)
  }
  return terms
}
