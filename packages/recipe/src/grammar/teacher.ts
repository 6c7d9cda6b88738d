import { entryOf, isNothing, isText, show, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import { readComponent, type Chosen } from './component'
import type { Reading } from './reading'
import type { StageReference } from './recipe'

/** Reads a teacher: a component, `{ stage: NAME }` with the name of an earlier stage, or none. */
export function readTeacher(
  value: Value | undefined,
  earlier: readonly string[],
  reading: Reading,
): Chosen<'teacher'> | StageReference | undefined {
  if (value === undefined || isNothing(value)) return undefined
  const reference =
    value.kind === 'mapping' && value.entries.length === 1 ? entryOf(value, 'stage') : undefined
  if (reference === undefined) return readComponent(value, ['teacher'], reading)
  const { value: name } = reference
  if (isText(name) && earlier.includes(name.value)) return { stage: name.value, place: name.place }
  reading.problems.add({
    place: name.place,
    expected: `the name of an earlier stage${earlier.length === 0 ? ', of which there is none' : `: ${earlier.join(', ')}`}`,
    received: show(name),
    hint: isText(name) ? didYouMean(name.value, earlier) : undefined,
  })
  return undefined
}
