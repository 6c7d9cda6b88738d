import type { BackendChoice } from '@potstill/backend'
import type { RecipeResult } from '@potstill/recipe'
import { exitCodeOf } from '../process/stop-on-signals'
import type { Terminal } from '../terminal/terminal'
import { networksJson } from './result-json'

export interface TellOptions {
  readonly choice: BackendChoice
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Tells programs the result of a run. Gives the exit code. */
export function tellResult(result: RecipeResult, { choice, terminal, signal }: TellOptions): number {
  const stopped = result.reason === 'stopped'
  terminal.json({
    run: result.run,
    backend: choice.name,
    ...networksJson(result),
    seconds: result.seconds,
    report: result.report,
    ...(stopped && { stopped: true }),
  })
  return stopped ? exitCodeOf(signal.reason) : 0
}
