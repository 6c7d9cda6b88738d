import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file that importing a package means, or undefined where there is no such package. */
export function packageEntry(specifier: string, require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(specifier)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'MODULE_NOT_FOUND') return undefined
    // A package for `import` alone shows `require` nothing.
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return importEntry(specifier, require)
    throw error
  }
}

function importEntry(specifier: string, require: NodeJS.Require): string | undefined {
  const [, name = '', rest = ''] = /^(@[^/]+\/[^/]+|[^/]+)(\/.*)?$/.exec(specifier) ?? []
  const folder = (require.resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    .find((candidate) => existsSync(join(candidate, 'package.json')))
  if (folder === undefined) return undefined
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports?: unknown }
  const wanted = `.${rest}`
  const target = importTarget(
    isRecord(exports) && wanted in exports ? exports[wanted] : rest === '' ? exports : undefined,
  )
  return target === undefined ? undefined : join(folder, target)
}

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (!isRecord(target)) return undefined
  return ['node', 'import', 'default']
    .map((condition) => importTarget(target[condition]))
    .find((each) => each)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
