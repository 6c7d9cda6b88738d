import { folderStorage } from '@potstill/formats/node'
import { loadRecipe, type Recipe } from '@potstill/recipe'
import type { Storage } from '@potstill/spec'
import { dirname, resolve } from 'node:path'
import { importPlugin } from '../plugins/import-plugin'
import { standardRegistry } from '../plugins/standard-registry'
import { augmentInThreads } from './augment-in-threads'

export interface OpenedRecipe {
  readonly recipe: Recipe
  /** Paths in the recipe start from the recipe's folder, wherever the program was started. */
  readonly storage: Storage
}

/** Reads a recipe's file, with every component that it may name. */
export async function openRecipe(file: string, overrides: readonly string[]): Promise<OpenedRecipe> {
  const recipe = await loadRecipe(file, {
    storage: folderStorage(),
    registry: (await standardRegistry()).with(augmentInThreads()),
    importPlugin,
    overrides,
  })
  return { recipe, storage: storageFrom(dirname(resolve(file))) }
}

/** A storage whose relative paths start from a folder; data packages beside this program are found too. */
export function storageFrom(folder: string): Storage {
  return folderStorage({ root: folder, packagesFrom: [folder, import.meta.url] })
}
