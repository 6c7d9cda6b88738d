import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageEntry } from './package-entry'

/**
 * Imports a plugin: a path, which starts from the folder of the file that names it, or a package, which is looked for
 * from there, from the working directory, and beside this program.
 */
export async function importPlugin(specifier: string, fromFile: string): Promise<unknown> {
  const folder = dirname(resolve(fromFile))
  return import(urlOf(specifier, folder))
}

function urlOf(specifier: string, folder: string): string {
  if (specifier.startsWith('file:')) return specifier
  if (isAbsolute(specifier) || /^\.\.?(\/|\\|$)/.test(specifier)) {
    const path = resolve(folder, specifier)
    if (!existsSync(path)) throw new Error(`there is no file ${path}`)
    return pathToFileURL(path).href
  }
  for (const place of [folder, process.cwd()]) {
    const found = packageEntry(specifier, createRequire(resolve(place, 'recipe.yaml')))
    if (found !== undefined) return pathToFileURL(found).href
  }
  const beside = packageEntry(specifier, createRequire(import.meta.url))
  if (beside !== undefined) return pathToFileURL(beside).href
  throw new Error(`there is no package ${specifier} for ${folder}`)
}
