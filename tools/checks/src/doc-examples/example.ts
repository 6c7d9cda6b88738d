/** A piece of code in a doc comment or in a Markdown file. */
export interface Example {
  /** `packages/losses/soft-targets.ts: softTargets`, or `README.md: block 2`. */
  readonly name: string
  /** Relative to the root. */
  readonly file: string
  /** Where the code starts, counted from 1. */
  readonly line: number
  readonly code: string
  /** Doc comments have the package's exports in scope; a Markdown block is a whole program with its own imports. */
  readonly kind: 'comment' | 'program'
  /** Why it is not run, where its author says so: ```` ```ts no-run: needs a GPU ````. */
  readonly notRun?: string
}
