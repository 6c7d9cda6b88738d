/** Marks a PotstillError across two installed copies of this package, where `instanceof` fails. */
const marker = Symbol.for('potstill.error')

/** A place in a file: lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong inside a value: the path of keys to it, and what is wrong there. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * `request`: what was asked for cannot be done (recipe, options, files, shapes); found before the work starts.
 * `work`: something failed while working.
 */
export type ErrorCategory = 'request' | 'work'

export interface PotstillErrorDetails {
  /** Stable and searchable: `area/what`, for instance `data/label-out-of-range`. */
  readonly code: string
  /** The component that speaks, for instance `softTargets`. */
  readonly component?: string
  /** What was expected. */
  readonly expected: string
  /** What came instead. */
  readonly received: string
  /** What to do about it. */
  readonly fix: string
  /** Default: `request`. */
  readonly category?: ErrorCategory
  readonly location?: SourceLocation
  readonly issues?: readonly Issue[]
  readonly cause?: unknown
}

/**
 * The one error type of Potstill: what was expected, what came, what to do.
 *
 * @example
 * const error = new PotstillError({
 *   code: 'losses/class-count',
 *   component: 'softTargets',
 *   expected: 'teacher and student with the same number of classes',
 *   received: 'teacher 1000, student 10',
 *   fix: 'choose a teacher for these classes',
 * })
 * error.message // => '[potstill] [softTargets] expected teacher and student with the same number of classes; got teacher 1000, student 10. To fix it: choose a teacher for these classes.'
 */
export class PotstillError extends Error {
  override readonly name = 'PotstillError'
  readonly code: string
  readonly component: string | undefined
  readonly expected: string
  readonly received: string
  readonly fix: string
  readonly category: ErrorCategory
  readonly location: SourceLocation | undefined
  readonly issues: readonly Issue[]

  constructor(details: PotstillErrorDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.component = details.component
    this.expected = details.expected
    this.received = details.received
    this.fix = details.fix
    this.category = details.category ?? 'request'
    this.location = details.location
    this.issues = details.issues ?? []
    Object.defineProperty(this, marker, { value: true })
  }
}

/** Tells whether a caught value is a PotstillError, of this copy of the package or of another. */
export function isPotstillError(value: unknown): value is PotstillError {
  return typeof value === 'object' && value !== null && marker in value
}

function sentence({ component, expected, received, fix }: PotstillErrorDetails): string {
  const who = component === undefined ? '' : ` [${component}]`
  return `[potstill]${who} expected ${expected}; got ${received}. To fix it: ${fix}.`
}
