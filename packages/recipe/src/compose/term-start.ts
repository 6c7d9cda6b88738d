import type { TermVariables } from '@potstill/trainer'
import { recipeError } from '../errors/problems'
import { listNames } from '../grammar/kind-words'
import type { RecipeTerm } from '../grammar/term'
import type { PlannedStage } from './plan'

/**
 * What a term's variables start from, where the recipe names a stage: those of that stage's term of the same name, or else of the only
 * one that has any. Throws a PotstillError with the place where it cannot be said which.
 */
export function termStart(
  { start }: RecipeTerm,
  name: string,
  earlier: readonly PlannedStage[],
): TermVariables | undefined {
  const stage = start && earlier.find((each) => each.name === start.stage)
  if (stage === undefined) return undefined
  const having = Object.entries(stage.memories()).filter(([, own]) => Object.keys(own).length > 0)
  const [only, ...more] = having
  const found = having.find(([term]) => term === name) ?? (more.length === 0 ? only : undefined)
  if (found !== undefined) return found[1]
  throw recipeError([
    {
      place: start!.place,
      expected: `a stage with a term ${name} that has variables of its own, or only one term that has any`,
      received: `${stage.name}, where ${having.length === 0 ? 'no term' : listNames(having.map(([term]) => term))} has any`,
      ...(having.length > 1 && { hint: 'Give one of them the same name.' }),
    },
  ])
}

/** Of the terms of one student, by the names that they have there: of several that learn together, the first one's. */
export function memoriesOf(
  memories: Readonly<Record<string, TermVariables>>,
  learner: string | undefined,
): Readonly<Record<string, TermVariables>> {
  if (learner === undefined) return memories
  const prefix = `${learner}/`
  return Object.fromEntries(
    Object.entries(memories).flatMap(([name, own]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), own] as const] : [],
    ),
  )
}
