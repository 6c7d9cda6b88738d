import type { Place } from '../document/place'
import { entryOf, isText, show, type Entry, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import type { Reading } from './reading'

/** The student that an earlier stage trained. */
export interface StageReference {
  readonly stage: string
  readonly place: Place
}

export function isStageReference(part: object | undefined): part is StageReference {
  return part !== undefined && 'stage' in part
}

/** The one entry of `{ key: … }`; nothing where the value is something else. */
export function onlyEntry(value: Value, key: string): Entry | undefined {
  return value.kind === 'mapping' && value.entries.length === 1 ? entryOf(value, key) : undefined
}

/** Reads the name in `{ stage: NAME }`: that of an earlier stage. */
export function readStageReference(
  { value: name, place }: Entry,
  earlier: readonly string[],
  reading: Reading,
): StageReference | undefined {
  const stage = readReference(name, place, earlier, 'an earlier stage', reading)
  return stage === undefined ? undefined : { stage, place: name.place }
}

/** Reads one of the names of something else in the recipe. */
export function readReference(
  name: Value,
  place: Place,
  known: readonly string[],
  what: string,
  { problems }: Reading,
): string | undefined {
  if (isText(name) && known.includes(name.value)) return name.value
  problems.add({
    place: name.place,
    expected: `the name of ${what}${known.length === 0 ? ', of which there is none' : `: ${known.join(', ')}`}`,
    received: show(name),
    hint: isText(name) ? didYouMean(name.value, known) : undefined,
  })
  return undefined
}
