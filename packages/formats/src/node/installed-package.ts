import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

/**
 * Finds the folder of an installed npm package as Node would from one of the places: folders, or the URL of a module.
 * Looks for the folder itself, since a package's `exports` may hide the files that are wanted.
 */
export function findInstalledPackage(name: string, places: readonly string[]): string | undefined {
  for (const place of places) {
    const from = place.startsWith('file:') ? place : resolve(place, 'any.js')
    for (const modules of createRequire(from).resolve.paths(name) ?? []) {
      const folder = join(modules, name)
      if (existsSync(join(folder, 'package.json'))) return folder
    }
  }
  return undefined
}
