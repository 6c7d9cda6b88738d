import type { TermMemory } from './initialise-terms'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'

/** Why an update over several batches is not the one of a single large batch, as a sentence; undefined where it is. */
export function differingUpdate(
  learners: readonly ResolvedLearner[],
  terms: readonly LearnerTerm[],
  memories: readonly TermMemory[],
): string | undefined {
  const relating = terms.filter(({ loss }) => !loss.traits.perExample).map(({ name }) => name)
  const remembering = terms
    .filter((_, index) => {
      const { loss, temperature } = memories[index] ?? {}
      return Object.keys({ ...loss?.state, ...temperature?.state }).length > 0
    })
    .map(({ name }) => name)
  const networks = learners
    .filter(({ student }) => student.state.length > 0)
    .map(({ name, student }) => name ?? student.name)
  const reasons = [
    relating.length > 0 && `${relating.join(', ')} relates the examples of one batch`,
    remembering.length > 0 && `${remembering.join(', ')} remembers from batch to batch`,
    networks.length > 0 && `${networks.join(', ')} takes statistics of each batch (batch normalisation)`,
  ].filter((reason) => reason !== false)
  if (reasons.length === 0) return undefined
  return `Accumulated batches do not make the update of one large batch here: ${reasons.join('; ')}.`
}
