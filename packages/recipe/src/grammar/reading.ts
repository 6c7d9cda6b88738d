import type { Problems } from '../errors/problems'
import type { Registry } from '../registry'

/** What every part of the grammar reads with. */
export interface Reading {
  readonly registry: Registry
  readonly problems: Problems
}
