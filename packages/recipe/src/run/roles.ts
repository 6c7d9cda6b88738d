import type { Role } from '@potstill/evaluation'
import { written } from '../grammar/component'
import type { RecipeStage } from '../grammar/recipe'
import { isStageReference } from '../grammar/stage-reference'

/**
 * What each stage is in the comparison: the last one gives the student, the one it learned from the teacher, and one of
 * the same architecture that had no teacher the baseline, unless the student went on from there.
 */
export function rolesOf(stages: readonly RecipeStage[]): readonly Role[] {
  const last = stages.at(-1)
  const starts = last ? startsOf(last, stages) : []
  return stages.map((stage) => {
    if (stage === last) return 'student'
    if (isStageReference(last?.teacher) && last.teacher.stage === stage.name) return 'teacher'
    if (starts.includes(stage.name) || stage.teacher !== undefined || stage.learners) return 'other'
    return last && sameArchitecture(stage, last) ? 'baseline' : 'other'
  })
}

/** Names of the stages that a student went through before. */
function startsOf({ start }: RecipeStage, stages: readonly RecipeStage[]): readonly string[] {
  const before = start && stages.find(({ name }) => name === start.stage)
  return before ? [before.name, ...startsOf(before, stages)] : []
}

function sameArchitecture(one: RecipeStage, other: RecipeStage): boolean {
  return JSON.stringify(written(one.student)) === JSON.stringify(written(other.student))
}
