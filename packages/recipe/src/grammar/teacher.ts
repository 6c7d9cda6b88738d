import { isNothing, type Value } from '../document/value'
import { readComponent, type Chosen } from './component'
import type { Reading } from './reading'
import { onlyEntry, readStageReference, type StageReference } from './stage-reference'

/** Reads a teacher: a component, `{ stage: NAME }` with the name of an earlier stage, or none. */
export function readTeacher(
  value: Value | undefined,
  earlier: readonly string[],
  reading: Reading,
): Chosen<'teacher'> | StageReference | undefined {
  if (value === undefined || isNothing(value)) return undefined
  const reference = onlyEntry(value, 'stage')
  return reference === undefined
    ? readComponent(value, ['teacher'], reading)
    : readStageReference(reference, earlier, reading)
}
