import { folderStorage } from '@potstill/formats/node'
import { loadRecipe, type Recipe, type Registry } from '@potstill/recipe'
import type { Storage } from '@potstill/spec'
import { dirname, resolve } from 'node:path'
import { importPlugin } from '../plugins/import-plugin'
import { standardRegistry } from '../plugins/standard-registry'
import { augmentInThreads } from './augment-in-threads'

export interface OpenedRecipe {
  readonly recipe: Recipe
  /** Where its paths start, wherever the program was started. */
  readonly folder: string
  /** Paths start from that folder. */
  readonly storage: Storage
}

/** Every component that a recipe may name without a plugin. */
export async function recipeRegistry(): Promise<Registry> {
  return (await standardRegistry()).with(augmentInThreads())
}

/** Reads a recipe's file, with every component that it may name. */
export async function openRecipe(file: string, overrides: readonly string[]): Promise<OpenedRecipe> {
  const recipe = await loadRecipe(file, {
    storage: folderStorage(),
    registry: await recipeRegistry(),
    importPlugin,
    overrides,
  })
  const folder = dirname(resolve(file))
  return { recipe, folder, storage: storageFrom(folder) }
}

/** A storage whose relative paths start from a folder; data packages beside this program are found too. */
export function storageFrom(folder: string): Storage {
  return folderStorage({ root: folder, packagesFrom: [folder, import.meta.url] })
}
