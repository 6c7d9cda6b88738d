import type { ComponentKind } from '@potstill/spec'
import { isNothing, type Value } from '../document/value'
import { readComponent, type Chosen } from './component'
import { readItems } from './mapping'
import type { Reading } from './reading'

/** Reads a list of components of one kind; null is none. `what` says of what the list is. */
export function readComponents<Kind extends ComponentKind>(
  value: Value | undefined,
  kind: Kind,
  what: string,
  reading: Reading,
): readonly Chosen<Kind>[] | undefined {
  if (value === undefined || isNothing(value)) return undefined
  const items = readItems(value, what, reading)
  const chosen = items?.map((item) => readComponent(item, [kind], reading))
  return chosen?.filter((each) => each !== undefined)
}
