import { recipeJsonSchema } from '@potstill/recipe'
import { standardRegistry } from '../plugins/standard-registry'
import type { Terminal } from '../terminal/terminal'

/** `potstill schema`: the JSON Schema of recipes. */
export async function printSchema(options: {
  readonly plugins: readonly string[]
  readonly terminal: Terminal
}): Promise<void> {
  const registry = await standardRegistry(options.plugins)
  options.terminal.result(JSON.stringify(recipeJsonSchema(registry), null, 2))
}
