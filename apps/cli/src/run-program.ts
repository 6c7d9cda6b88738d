import { CommanderError } from 'commander'
import { exitCodeFor } from './errors/exit-code'
import { describeError } from './errors/describe-error'
import { errorJson } from './errors/error-json'
import { createProgram } from './program'
import { processSurroundings, type Surroundings } from './surroundings'
import { openTerminal, type Manner } from './terminal/terminal'

/**
 * Runs the program `potstill` with these arguments, in this process, and gives its exit code. Everything it has to say,
 * errors included, goes to the surroundings; it neither ends the process nor listens for signals, so that a program of
 * your own can use it.
 *
 * @example
 * const text: string[] = []
 * const stdout = { write: (part: string) => text.push(part) }
 * const surroundings = { stdout, stderr: stdout, env: {}, stopSignal: () => new AbortController().signal }
 * await main(['--version'], surroundings) // => 0
 * text // => ['0.1.0\n']
 */
export async function main(
  args: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  let exitCode = 0
  let manner: Manner = { json: args.includes('--json') }
  const program = createProgram({
    surroundings,
    endWith: (code) => {
      exitCode = code
    },
  }).hook('preAction', (_, command) => {
    manner = command.opts<Manner>()
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has printed its errors, and what `--help` and `--version` ask for.
    const isTold = error instanceof CommanderError
    if (isTold && error.exitCode === 0) return 0
    const { verbose = false } = manner
    const { colours, json } = openTerminal(surroundings, manner)
    if (!isTold) surroundings.stderr.write(`${describeError(error, { verbose, colours })}\n`)
    json(errorJson(error))
    return exitCodeFor(error)
  }
}
