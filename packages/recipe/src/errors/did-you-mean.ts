import { nearestName } from '@potstill/spec'

/** `Did you mean "cosine"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const found = nearestName(name, known)
  return found === undefined ? undefined : `Did you mean "${found}"?`
}
