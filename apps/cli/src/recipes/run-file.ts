import type { Terminal } from '../terminal/terminal'
import { chooseBackend } from './choose-backend'
import { openRecipe } from './open-recipe'
import { tellResult } from './tell-result'
import { train } from './train'

export interface RunFileOptions {
  readonly overrides: readonly string[]
  readonly runs: string
  readonly backend: string | undefined
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** `potstill run`: from a recipe's file to a student. Gives the exit code. */
export async function runFile(file: string, options: RunFileOptions): Promise<number> {
  const { overrides, runs, backend, terminal, signal } = options
  const opened = await openRecipe(file, overrides)
  const choice = await chooseBackend(backend ?? opened.recipe.backend, terminal)
  const result = await train(opened, { choice, runs, terminal, signal })
  return tellResult(result, { choice, terminal, signal })
}
