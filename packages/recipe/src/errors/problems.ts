import { PotstillError, type ErrorCategory, type Issue, type SourceLocation } from '@potstill/spec'
import { pathText, type Place } from '../document/place'

/** One thing that is wrong in a recipe. */
export interface Problem {
  readonly place: Place
  readonly expected: string
  readonly received: string
  /** A sentence: `Did you mean "cosine"?` */
  readonly hint?: string | undefined
}

/** An issue of a recipe's error; `message` is the whole line, as `error.message` has it. */
export interface RecipeIssue extends Issue {
  readonly location: SourceLocation
  readonly expected: string
  readonly received: string
  readonly fix: string
}

/** What an error keeps of the one that it was made of. */
export interface ErrorOrigin {
  readonly code?: string
  readonly component?: string | undefined
  readonly category?: ErrorCategory
  readonly cause?: unknown
}

/** Gathers what is wrong, so that one reading of a recipe tells all of it. */
export interface Problems {
  add(problem: Problem): void
  /** Throws one PotstillError of everything added so far, in the order of the file. */
  throwIfAny(): void
}

export function createProblems(): Problems {
  const found: Problem[] = []
  return {
    add: (problem) => void found.push(problem),
    throwIfAny() {
      if (found.length > 0) throw recipeError(found)
    },
  }
}

/**
 * Makes one error of several problems: one line for each in the order of the file, and each with
 * its location in `issues`.
 */
export function recipeError(
  problems: readonly Problem[],
  { code = 'recipe/invalid', component, category = 'request', cause }: ErrorOrigin = {},
): PotstillError {
  const byLine = new Map(problems.toSorted(inFileOrder).map((problem) => [lineOf(problem), problem]))
  const issues: readonly RecipeIssue[] = [...byLine].map(([message, problem]) => ({
    path: problem.place.path,
    message,
    location: problem.place.location,
    expected: problem.expected,
    received: problem.received,
    fix: problem.hint ?? 'correct the recipe',
  }))
  const [first] = issues
  const error = new PotstillError({
    code,
    category,
    ...(component !== undefined && { component }),
    expected: first?.expected ?? '',
    received: first?.received ?? '',
    fix: first?.fix ?? '',
    ...(first && { location: first.location }),
    issues,
    cause,
  })
  error.message = issues.map(({ message }) => message).join('\n')
  return error
}

/** `recipe.yaml:7:12 objective[1].temperature: expected …; got "cosin". Did you mean "cosine"?` */
function lineOf({ place, expected, received, hint }: Problem): string {
  const { file, line, column } = place.location
  const path = place.path.length === 0 ? '' : ` ${pathText(place.path)}`
  const sentences = [
    `expected ${expected}; got ${received.replace(/\.$/, '')}.`,
    ...(hint === undefined ? [] : [hint]),
  ]
  const origin = place.override === undefined ? '' : ` (from the command line: ${place.override})`
  return `${file}:${line}:${column}${path}: ${sentences.join(' ')}${origin}`
}

function inFileOrder({ place: { location: one } }: Problem, { place: { location: other } }: Problem): number {
  return one.line - other.line || one.column - other.column
}
