import { isPotstillError, type OpenData } from '@potstill/spec'
import { located } from '../errors/locate'
import type { RecipeStage } from '../grammar/recipe'
import type { PlannedData } from './open-data'

/** The data of a stage, augmented where the recipe says so. What is returned beside them closes what that needs. */
export function augmentData(
  { augment, training: { seed } }: RecipeStage,
  data: PlannedData,
): { readonly data: PlannedData; readonly close: () => Promise<void> } {
  if (augment === undefined) return { data, close: async () => {} }
  const { of, views, teacher, place } = augment
  try {
    const augmented = augment.augment(openOnly(data), {
      augment: of.map(({ component }) => component),
      seed,
      ...(views !== undefined && { views }),
      ...(teacher && { teacher }),
    })
    return { data: splitsOf(augmented, data), close: async () => void (await augmented.close?.()) }
  } catch (error) {
    const component = isPotstillError(error) ? error.component : undefined
    throw located(error, of.find(({ name }) => name === component)?.place ?? place)
  }
}

/** The data without their `close`: they are other stages' too, and the plan closes them. */
function openOnly(data: PlannedData): OpenData {
  return { spec: data.spec, split: (name) => data[name as 'train' | 'validation' | 'test'] ?? data.train }
}

function splitsOf(augmented: OpenData, { validation, test }: PlannedData): PlannedData {
  return {
    spec: augmented.spec,
    train: augmented.split('train'),
    ...(validation && { validation: augmented.split('validation') }),
    ...(test && { test: augmented.split('test') }),
  }
}
