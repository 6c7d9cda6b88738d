import type { Value } from '../document/value'
import { readComponent, type Chosen } from './component'
import type { Reading } from './reading'
import { onlyEntry, readStageReference, type StageReference } from './stage-reference'

/** A network to train. */
export interface RecipeStudent {
  readonly student: Chosen<'studentArchitecture'>
  /** The stage whose student it goes on with; absent where it starts anew. */
  readonly start?: StageReference
}

/** Stages that were read before, by name; nothing where one holds a mistake. */
export type EarlierStages = ReadonlyMap<string, RecipeStudent | undefined>

/** Reads a student: an architecture, or `{ stage: NAME }` to go on with what an earlier stage trained. */
export function readStudent(
  value: Value,
  earlier: EarlierStages,
  reading: Reading,
): RecipeStudent | undefined {
  const reference = onlyEntry(value, 'stage')
  if (reference === undefined) {
    const student = readComponent(value, ['studentArchitecture'], reading)
    return student && { student }
  }
  const start = readStageReference(reference, [...earlier.keys()], reading)
  const before = start && earlier.get(start.stage)
  return before && { student: { ...before.student, place: start.place }, start }
}
