import { isPlugin, PotstillError, type Plugin } from '@potstill/spec'

/** Imports a plugin: the module, or its default export. `fromFile` is the recipe, which relative paths start from. */
export type ImportPlugin = (specifier: string, fromFile: string) => Promise<unknown>

/** Loads a plugin. Throws a PotstillError where it cannot be imported, or is none. */
export async function loadPlugin(
  specifier: string,
  fromFile: string,
  importPlugin: ImportPlugin | undefined,
): Promise<Plugin> {
  const refuse = (expected: string, what: string, fix: string, cause?: unknown) =>
    new PotstillError({
      code: 'recipe/plugin',
      expected,
      received: JSON.stringify(specifier) + what,
      fix,
      cause,
    })
  if (importPlugin === undefined) {
    throw refuse('a recipe without plugins, which cannot be loaded here', '', 'take the plugin away')
  }
  const module = await importPlugin(specifier, fromFile).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    throw refuse(
      'a plugin that can be imported',
      `: ${message}`,
      'correct the path, or install the package',
      error,
    )
  })
  const plugin = defaultExport(module)
  if (isPlugin(plugin)) return plugin
  throw refuse(
    'a module whose default export is a plugin',
    plugin === undefined ? ', which has none' : `, whose default export is of type ${typeof plugin}`,
    "write export default definePlugin({ name, … }), with definePlugin of '@potstill/spec'",
  )
}

/** A CommonJS module's exports may lie one `default` deeper. */
function defaultExport(module: unknown): unknown {
  if (isPlugin(module) || typeof module !== 'object' || module === null) return module
  return 'default' in module ? defaultExport(module.default) : undefined
}
