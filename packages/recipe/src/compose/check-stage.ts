import { isPotstillError } from '@potstill/spec'
import type { Place } from '../document/place'
import { located } from '../errors/locate'
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
  const { objective, student, teacher, optimizer, data, place } = recipe
  const component = isPotstillError(error) ? error.component : undefined
  const names = termNames(objective)
  const parts: readonly (readonly [string, Place])[] = [
    ...objective.map((term, index) => [names[index]!, term.place] as const),
    ...objective.map(({ loss }) => [loss.name, loss.place] as const),
    ...objective.flatMap(({ temperature }) =>
      typeof temperature === 'object' ? [[temperature.name, temperature.place] as const] : [],
    ),
    ...[student, optimizer, data].map((part) => [part.name, part.place] as const),
    ...(teacher && 'name' in teacher ? [[teacher.name, teacher.place] as const] : []),
  ]
  return parts.find(([name]) => name === component)?.[1] ?? place
}
