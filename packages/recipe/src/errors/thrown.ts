import { isPotstillError } from '@potstill/spec'
import type { Place } from '../document/place'
import type { Problem, Problems } from './problems'

/** Tells a caught error as a problem at a place; `expected` is for errors that do not say it. */
export function thrownProblem(error: unknown, place: Place, expected: string): Problem {
  if (isPotstillError(error)) {
    return { place, expected: error.expected, received: error.received, hint: sentence(error.fix) }
  }
  return { place, expected, received: error instanceof Error ? error.message : String(error) }
}

export function addThrown(error: unknown, place: Place, problems: Problems, expected = 'this to work'): void {
  problems.add(thrownProblem(error, place, expected))
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
