import { isPotstillError } from '@potstill/spec'
import type { Place } from '../document/place'
import { located } from '../errors/locate'
import type { Learning } from '../grammar/learner'
import { termNames, type PlannedStage } from './plan'

/** Tries a stage on its first batch. What does not fit is told at the part of the recipe that it lies in. */
export async function checkStage(stage: PlannedStage): Promise<void> {
  const trainer = stage.trainer()
  try {
    await trainer.check()
  } catch (error) {
    throw located(error, placeOf(error, stage))
  } finally {
    await trainer.close()
  }
}

/** The part that an error's component is, or else the stage. */
function placeOf(error: unknown, { recipe }: PlannedStage): Place {
  const { optimizer, data, augment, strategies = [], callbacks = [], trainingPlaces, place } = recipe
  const component = isPotstillError(error) ? error.component : undefined
  const parts = [
    ...(recipe.learners?.flatMap((learner) => placesIn(learner, `${learner.name}/`)) ?? placesIn(recipe, '')),
    ...[optimizer, data, ...(augment?.of ?? []), ...strategies, ...callbacks].map(named),
  ]
  const option = component?.split(/[.[]/)[0] ?? ''
  return parts.find(([name]) => name === component)?.[1] ?? trainingPlaces[option] ?? place
}

type NamedPlace = readonly [name: string, place: Place]

/** Terms by the names that the trainer gives them, where several learn together behind `prefix`. */
function placesIn({ objective, student, teacher }: Learning, prefix: string): readonly NamedPlace[] {
  const names = termNames(objective)
  return [
    ...objective.map((term, index) => [prefix + names[index]!, term.place] as const),
    ...objective.map(({ loss }) => named(loss)),
    ...objective.flatMap(({ temperature }) => (typeof temperature === 'object' ? [named(temperature)] : [])),
    named(student),
    ...(teacher && 'name' in teacher ? [named(teacher)] : []),
  ]
}

function named({ name, place }: { readonly name: string; readonly place: Place }): NamedPlace {
  return [name, place]
}
