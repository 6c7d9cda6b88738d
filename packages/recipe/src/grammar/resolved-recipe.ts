import { written } from './component'
import { isStageReference, type Recipe, type RecipeStage } from './recipe'
import type { RecipeTerm } from './term'

/**
 * A recipe as it would be written with nothing left open: overrides applied, defaults filled in, each stage complete.
 * Read again, it gives the same run.
 */
export function resolvedRecipe({
  name,
  plugins,
  backend,
  stages,
}: Recipe): Readonly<Record<string, unknown>> {
  const head = { name, ...(plugins.length > 0 && { plugins }), ...(backend !== undefined && { backend }) }
  const [only] = stages
  return stages.length === 1 && only?.name === name
    ? { ...head, ...parts(only) }
    : { ...head, stages: stages.map((stage) => ({ name: stage.name, ...parts(stage) })) }
}

function parts({ data, teacher, student, objective, optimizer, training }: RecipeStage) {
  return {
    data: written(data),
    ...(teacher && { teacher: isStageReference(teacher) ? { stage: teacher.stage } : written(teacher) }),
    student: written(student),
    objective: objective.map(writtenTerm),
    optimizer: written(optimizer),
    training,
  }
}

function writtenTerm({ loss, weight, temperature, taps, warmUp, name }: RecipeTerm): unknown {
  return {
    loss: written(loss),
    ...(weight !== undefined && { weight: typeof weight === 'number' ? weight : written(weight) }),
    ...(temperature !== undefined && {
      temperature: typeof temperature === 'number' ? temperature : written(temperature),
    }),
    ...(taps && { taps: taps.map(({ student, teacher }) => [student, teacher]) }),
    ...(warmUp !== undefined && { warmUp }),
    ...(name !== undefined && { name }),
  }
}
