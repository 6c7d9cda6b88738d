import { isPotstillError, type PotstillError } from '@potstill/spec'
import type { Place } from '../document/place'
import { recipeError } from './problems'
import { thrownProblem } from './thrown'

/** The error with a place in the recipe, if it has none yet; its code and category stay. */
export function located(error: unknown, place: Place): PotstillError {
  if (isPotstillError(error) && error.location !== undefined) return error
  const problem = thrownProblem(error, place, 'this to work')
  return recipeError([problem], {
    code: isPotstillError(error) ? error.code : 'recipe/component-failed',
    component: isPotstillError(error) ? error.component : undefined,
    category: isPotstillError(error) ? error.category : 'request',
    cause: error,
  })
}

/** Runs a component's code; what it throws is told with the component's place in the recipe. */
export async function atPlace<Value>(place: Place, run: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (error) {
    throw located(error, place)
  }
}
