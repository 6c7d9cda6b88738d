import { isText, show, type Value } from '../document/value'
import type { Reading } from './reading'

/** Names that are folders too. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

export function readText(
  value: Value,
  expected: string,
  { problems }: Pick<Reading, 'problems'>,
): string | undefined {
  if (isText(value) && value.value !== '') return value.value
  problems.add({ place: value.place, expected, received: show(value) })
  return undefined
}

/** Reads the name of a recipe or a stage, by which folders are called. */
export function readName(value: Value, { problems }: Pick<Reading, 'problems'>): string | undefined {
  const name = value.kind === 'scalar' && value.value !== null ? String(value.value) : ''
  if (namePattern.test(name)) return name
  problems.add({
    place: value.place,
    expected: 'a name of letters, digits, ".", "-" and "_"',
    received: show(value),
  })
  return undefined
}

/** Reads a finite number that passes the test; `expected` says which do. */
export function readNumber(
  value: Value,
  expected: string,
  passes: (number: number) => boolean,
  { problems }: Reading,
): number | undefined {
  const number = value.kind === 'scalar' ? value.value : undefined
  if (typeof number === 'number' && Number.isFinite(number) && passes(number)) return number
  problems.add({ place: value.place, expected, received: show(value) })
  return undefined
}
