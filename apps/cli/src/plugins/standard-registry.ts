import { createRegistry, type Registry } from '@potstill/recipe'
import { isPlugin, PotstillError } from '@potstill/spec'
import standardPlugin from '@potstill/standard'
import { resolve } from 'node:path'
import { importPlugin } from './import-plugin'

/** Everything built in, and the plugins that the command line names; their paths start from the working directory. */
export async function standardRegistry(plugins: readonly string[] = []): Promise<Registry> {
  let registry = createRegistry([standardPlugin])
  for (const specifier of plugins) registry = registry.with(await loadPlugin(specifier))
  return registry
}

async function loadPlugin(specifier: string) {
  const module = await importPlugin(specifier, resolve('command line')).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw notAPlugin(specifier, `a plugin that can be imported`, `"${specifier}": ${why}`, cause)
  })
  const plugin = [module, defaultOf(module), defaultOf(defaultOf(module))].find(isPlugin)
  if (plugin !== undefined) return plugin
  throw notAPlugin(specifier, 'a module whose default export is a plugin', `"${specifier}", which has none`)
}

function defaultOf(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
}

function notAPlugin(specifier: string, expected: string, received: string, cause?: unknown): PotstillError {
  const isPath = specifier.startsWith('.') || specifier.includes('\\')
  return new PotstillError({
    code: 'cli/plugin',
    expected,
    received,
    fix: isPath
      ? 'correct the path, or what the module exports'
      : `npm install ${specifier}, or write ./${specifier} for a file`,
    cause,
  })
}
