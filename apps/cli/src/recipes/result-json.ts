import type { ComparisonRow } from '@potstill/evaluation'
import type { RecipeResult } from '@potstill/recipe'

/** A network's numbers; what is not known is left out. Shares are in [0, 1]. */
export interface NetworkJson {
  readonly testAccuracy?: number
  readonly testErrors?: number
  /** Where the data have no test split. */
  readonly validationAccuracy?: number
  readonly validationErrors?: number
  readonly parameters?: number
}

export interface NetworksJson {
  readonly teacher?: NetworkJson
  readonly baseline?: NetworkJson
  readonly student: NetworkJson
  /** Share of the examples on which student and teacher say the same. */
  readonly agreement?: number
}

/** The networks of a run, for programs. */
export function networksJson({ teacher, baseline, student, agreement, split }: RecipeResult): NetworksJson {
  return {
    ...(teacher && { teacher: networkJson(teacher, split) }),
    ...(baseline && { baseline: networkJson(baseline, split) }),
    student: networkJson(student, split),
    ...(agreement !== undefined && { agreement }),
  }
}

function networkJson(
  { accuracy, errors, parameters }: Partial<ComparisonRow>,
  split: RecipeResult['split'],
): NetworkJson {
  return {
    ...(accuracy !== undefined && { [`${split}Accuracy`]: accuracy }),
    ...(errors !== undefined && { [`${split}Errors`]: errors }),
    ...(parameters !== undefined && { parameters }),
  }
}
