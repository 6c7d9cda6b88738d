import type { Place } from '../document/place'
import type { Entry } from '../document/value'
import type { Reading } from './reading'
import { readReference } from './stage-reference'

/** Another learner of the same stage, to learn from. */
export interface PeerReference {
  readonly peer: string
  readonly place: Place
}

export function isPeerReference(part: object | undefined): part is PeerReference {
  return part !== undefined && 'peer' in part
}

/** Reads the name in `{ peer: NAME }`: that of another learner. Nothing is said where those are not known. */
export function readPeer(
  { value, place }: Entry,
  peers: readonly string[] | undefined,
  reading: Reading,
): PeerReference | undefined {
  if (peers === undefined) return undefined
  const peer = readReference(value, place, peers, 'another learner', reading)
  return peer === undefined ? undefined : { peer, place: value.place }
}
