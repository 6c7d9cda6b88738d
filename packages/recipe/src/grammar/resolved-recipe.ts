import type { RecipeAugment } from './augment'
import { written } from './component'
import type { Learning } from './learner'
import { isPeerReference } from './peer'
import type { Recipe, RecipeStage } from './recipe'
import { isStageReference } from './stage-reference'
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

function parts(stage: RecipeStage) {
  const { data, augment, learners, strategies, optimizer, callbacks, trainingOptions } = stage
  return {
    data: written(data),
    ...(augment && { augment: writtenAugment(augment) }),
    ...(learners
      ? { learners: learners.map((learner) => ({ name: learner.name, ...writtenLearning(learner) })) }
      : writtenLearning(stage)),
    ...(strategies && { strategies: strategies.map(written) }),
    optimizer: written(optimizer),
    ...(callbacks && { callbacks: callbacks.map(written) }),
    training: trainingOptions,
  }
}

function writtenLearning({ teacher, student, start, objective }: Learning) {
  return {
    ...(teacher && { teacher: writtenTeacher(teacher) }),
    student: start ? { stage: start.stage } : written(student),
    objective: objective.map(writtenTerm),
  }
}

function writtenTeacher(teacher: NonNullable<Learning['teacher']>): unknown {
  if (isPeerReference(teacher)) return { peer: teacher.peer }
  return isStageReference(teacher) ? { stage: teacher.stage } : written(teacher)
}

function writtenAugment({ of, views, teacher }: RecipeAugment): unknown {
  const list = of.map(written)
  if (views === undefined && teacher === undefined) return list
  return { of: list, ...(views !== undefined && { views }), ...(teacher && { teacher }) }
}

function writtenTerm(term: RecipeTerm): unknown {
  const { loss, weight, temperature, taps, warmUp, teacher, start, name } = term
  return {
    loss: written(loss),
    ...(weight !== undefined && { weight: typeof weight === 'number' ? weight : written(weight) }),
    ...(temperature !== undefined && {
      temperature: typeof temperature === 'number' ? temperature : written(temperature),
    }),
    ...(taps && { taps: taps.map(({ student, teacher }) => [student, teacher]) }),
    ...(warmUp !== undefined && { warmUp }),
    ...(teacher && { teacher: { peer: teacher.peer } }),
    ...(start && { start: { stage: start.stage } }),
    ...(name !== undefined && { name }),
  }
}
