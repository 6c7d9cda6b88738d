import type { Role } from '@potstill/evaluation'
import { written } from '../grammar/component'
import { isStageReference, type RecipeStage } from '../grammar/recipe'

/**
 * What each stage is in the comparison: the last one gives the student, the one it learned from the teacher, and one of
 * the same architecture that had no teacher the baseline.
 */
export function rolesOf(stages: readonly RecipeStage[]): readonly Role[] {
  const last = stages.at(-1)
  return stages.map((stage) => {
    if (stage === last) return 'student'
    if (isStageReference(last?.teacher) && last.teacher.stage === stage.name) return 'teacher'
    return stage.teacher === undefined && last && sameArchitecture(stage, last) ? 'baseline' : 'other'
  })
}

function sameArchitecture(one: RecipeStage, other: RecipeStage): boolean {
  return JSON.stringify(written(one.student)) === JSON.stringify(written(other.student))
}
