import type { Command } from 'commander'
import type { Surroundings } from '../surroundings'

/** What a command is given to do its work. */
export interface CommandContext {
  readonly surroundings: Surroundings
  /** Sets the exit code of a command that ends without an error. Default: 0. */
  readonly endWith: (exitCode: number) => void
}

/** Adds a command to the program. What it needs for its work is imported when it runs, so that `--help` is quick. */
export type AddCommand = (program: Command, context: CommandContext) => void

/** The end of a help text: lines of command and comment. */
export function examples(...lines: readonly (readonly [command: string, comment: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  return [
    '',
    'Examples:',
    ...lines.map(([command, comment]) => `  ${command.padEnd(width)}  # ${comment}`),
  ].join('\n')
}
