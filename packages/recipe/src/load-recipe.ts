import type { Storage } from '@potstill/spec'
import { readFile } from './document/read-document'
import { entryOf, isNothing } from './document/value'
import { createProblems } from './errors/problems'
import { addThrown } from './errors/thrown'
import { parseRecipe, readPlugins } from './grammar/parse-recipe'
import type { Recipe } from './grammar/recipe'
import { loadPlugin, type ImportPlugin } from './load-plugin'
import { applyOverrides } from './overrides'
import type { Registry } from './registry'

export interface LoadOptions {
  /** Reads the recipe. */
  readonly storage: Storage
  /** What every recipe may name; the recipe's plugins come on top. */
  readonly registry: Registry
  /** Without it, a recipe with plugins is refused. */
  readonly importPlugin?: ImportPlugin
  /** `key.path=value`, applied in order before anything is checked. */
  readonly overrides?: readonly string[]
}

/**
 * Reads a recipe's file: loads its plugins, and then reads it as `parseRecipe` does, with their components known.
 * Throws a PotstillError, with the place in the file, for a plugin that cannot be loaded or is none.
 *
 * @example
 * import { memoryStorage } from '@potstill/formats'
 * import standard from '@potstill/standard'
 *
 * const text = `
 *   name: small
 *   data: { mnist: { train: 55000, validation: 5000 } }
 *   student: { mlp: { hidden: [32] } }
 *   objective: [crossEntropy]
 *   optimizer: { adamw: { learningRate: 0.001 } }
 *   training: { epochs: 10, batchSize: 128 }
 * `
 * const recipe = await loadRecipe('recipe.yaml', {
 *   storage: memoryStorage({ 'recipe.yaml': text }),
 *   registry: createRegistry([standard]),
 *   importPlugin: (specifier) => import(specifier),
 *   overrides: ['training.epochs=3'],
 * })
 * recipe.name // => 'small'
 * recipe.stages[0].training.epochs // => 3
 */
export async function loadRecipe(file: string, options: LoadOptions): Promise<Recipe> {
  const { storage, overrides = [] } = options
  const text = new TextDecoder().decode(await storage.read(file))
  return parseRecipe(text, { file, registry: await loadPlugins(text, file, options), overrides })
}

/** The registry with the plugins that a recipe names. All else that is wrong in it is told when it is parsed. */
async function loadPlugins(
  text: string,
  file: string,
  { registry, importPlugin, overrides = [] }: LoadOptions,
): Promise<Registry> {
  const document = applyOverrides(readFile(text, file, createProblems()), overrides, createProblems())
  const entry = document.kind === 'mapping' ? entryOf(document, 'plugins') : undefined
  if (entry === undefined || isNothing(entry.value)) return registry
  const problems = createProblems()
  let known = registry
  for (const { specifier, place } of readPlugins(entry.value, { problems: createProblems() })) {
    try {
      known = known.with(await loadPlugin(specifier, file, importPlugin))
    } catch (error) {
      addThrown(error, place, problems)
    }
  }
  problems.throwIfAny()
  return known
}
