import type { Place } from '../document/place'
import { isNothing, show, type Entry, type MappingValue, type Value } from '../document/value'
import { didYouMean } from '../errors/did-you-mean'
import type { Reading } from './reading'

/** Entries by key, of a mapping that may have these keys and no others. */
export type Fields<Key extends string> = Partial<Readonly<Record<Key, Entry>>>

/** Reads a mapping with known keys; refuses all others. */
export function readFields<Key extends string>(
  value: MappingValue,
  keys: readonly Key[],
  { problems }: Reading,
): Fields<Key> {
  const fields: Partial<Record<Key, Entry>> = {}
  for (const entry of value.entries) {
    const key = keys.find((each) => each === entry.key)
    if (key === undefined) {
      problems.add({
        place: entry.place,
        expected: `one of the keys ${keys.join(', ')}`,
        received: JSON.stringify(entry.key),
        hint: didYouMean(entry.key, keys),
      })
    } else fields[key] = entry
  }
  return fields
}

/** Reads a list that is not empty; `what` says of what. */
export function readItems(
  value: Value,
  what: string,
  { problems }: Pick<Reading, 'problems'>,
): readonly Value[] | undefined {
  if (value.kind === 'list' && value.items.length > 0) return value.items
  const received = value.kind === 'list' ? 'an empty list' : show(value)
  problems.add({ place: value.place, expected: `a list of ${what}`, received })
  return undefined
}

/** The value of a field that has to be there. */
export function required(entry: Entry | undefined, place: Place, expected: string, { problems }: Reading) {
  if (entry !== undefined && !isNothing(entry.value)) return entry.value
  problems.add({
    place: entry?.value.place ?? place,
    expected,
    received: 'nothing',
    hint: `Add "${place.path.at(-1)}: …".`,
  })
  return undefined
}
