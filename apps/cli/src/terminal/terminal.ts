import type { Surroundings } from '../surroundings'
import { coloursFor, type Colours } from './colours'
import type { Output } from './output'

/** How a command was asked to speak. */
export interface Manner {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** The two streams, by what is said on them. */
export interface Terminal {
  readonly verbose: boolean
  /** For progress that is drawn; absent where none is wanted. */
  readonly progress?: Output
  /** Progress and remarks, on standard error; nothing where the command is to be quiet. */
  note(text: string): void
  /** What the command was run for, as text; not where JSON was asked for. */
  result(text: string): void
  /** What the command was run for, as JSON on one line; only where that was asked for. */
  json(value: unknown): void
  /** For notes. */
  readonly colours: Colours
  /** For results. */
  readonly resultColours: Colours
}

export function openTerminal(
  { stdout, stderr, env }: Surroundings,
  { json = false, quiet = false, verbose = false }: Manner,
): Terminal {
  return {
    verbose,
    ...(!quiet && { progress: env['TERM'] === 'dumb' ? undrawable(stderr) : stderr }),
    note: (text) => {
      if (!quiet) stderr.write(`${text}\n`)
    },
    result: (text) => {
      if (!json) stdout.write(`${text}\n`)
    },
    json: (value) => {
      if (json) stdout.write(`${JSON.stringify(value)}\n`)
    },
    colours: coloursFor(stderr, env),
    resultColours: coloursFor(stdout, env),
  }
}

/** For terminals that cannot rewrite a line. */
function undrawable(output: Output): Output {
  return { write: (text) => output.write(text) }
}
