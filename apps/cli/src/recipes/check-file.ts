import { checkRecipe, renderCheck } from '@potstill/recipe'
import type { Terminal } from '../terminal/terminal'
import { chooseBackend } from './choose-backend'
import { openRecipe } from './open-recipe'

export interface CheckFileOptions {
  readonly overrides: readonly string[]
  readonly backend: string | undefined
  readonly terminal: Terminal
}

/** `potstill check`: everything a run does before it trains. */
export async function checkFile(file: string, options: CheckFileOptions): Promise<void> {
  const { overrides, backend, terminal } = options
  const { recipe, storage } = await openRecipe(file, overrides)
  await chooseBackend(backend ?? recipe.backend, terminal)
  const check = await checkRecipe(recipe, { storage })
  terminal.result(renderCheck(check))
  terminal.result(`\n${terminal.resultColours.green('This recipe can be run.')}`)
  terminal.json(check)
}
