import { folderStorage } from '@potstill/formats/node'
import { loadRecipe, readEnvironment, readRunFile } from '@potstill/recipe'
import { dirname, join, resolve } from 'node:path'
import { importPlugin } from '../plugins/import-plugin'
import { recipeRegistry, storageFrom, type OpenedRecipe } from './open-recipe'

export interface OpenedRun extends OpenedRecipe {
  /** The folder of the run. */
  readonly resume: string
  /** What computed it. */
  readonly backend?: string
}

/** Reads a run's folder: its recipe, whose paths and plugins start from where they did, and what computed it. */
export async function openRun(run: string): Promise<OpenedRun> {
  const resume = resolve(run)
  const storage = folderStorage()
  const { origin = '.' } = await readRunFile(storage, resume)
  const folder = resolve(dirname(resume), origin)
  const recipe = await loadRecipe(join(resume, 'recipe.resolved.yaml'), {
    storage,
    registry: await recipeRegistry(),
    importPlugin: (specifier) => importPlugin(specifier, join(folder, 'recipe.yaml')),
  })
  const { backend } = await readEnvironment(storage, resume)
  return {
    recipe,
    folder,
    storage: storageFrom(folder),
    resume,
    ...(typeof backend === 'string' && { backend }),
  }
}
