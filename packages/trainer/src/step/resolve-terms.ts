import { isComponent, PotstillError, type Loss, type Schedule, type Temperature } from '@potstill/spec'
import type { Peer } from '../learner'
import type { Objective, TapPair, Term, TermVariables } from '../objective'

/** A term with its defaults filled in and its numbers made curves. */
export interface ResolvedTerm {
  readonly name: string
  /** As it was given. */
  readonly given: Term
  readonly loss: Loss
  readonly weight: Schedule
  /** What a temperature starts from, or the temperature itself where there is no component. */
  readonly baseTemperature: Schedule
  readonly temperature: Temperature | undefined
  readonly taps: readonly TapPair[]
  /** What the loss's own variables start from. */
  readonly start: TermVariables | undefined
  /** The other learner that this term names, if it does. */
  readonly teacher: Peer | undefined
}

/** Fills in defaults and names; throws a PotstillError where a term contradicts itself. `prefix` stands before each name. */
export function resolveTerms(objective: Objective, prefix = ''): readonly ResolvedTerm[] {
  if (objective.length === 0) {
    throw new PotstillError({
      code: 'trainer/empty-objective',
      expected: 'an objective with at least one term',
      received: 'none',
      fix: 'add a loss, for instance crossEntropy()',
    })
  }
  const taken = new Map<string, number>()
  return objective.map((entry) => {
    const term: Term = isLoss(entry) ? { loss: entry } : entry
    const { loss, temperature } = term
    const name = `${prefix}${term.name ?? loss.name}`
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    if (temperature !== undefined && !loss.traits.softened) refuseTemperature(name, loss)
    return {
      name: count === 1 ? name : `${name}#${count}`,
      given: term,
      loss,
      weight: warmedUp(curve(term.weight ?? 1), term.warmUp ?? 0),
      baseTemperature: curve(isTemperature(temperature) ? (temperature.base ?? 1) : (temperature ?? 1)),
      temperature: isTemperature(temperature) ? temperature : undefined,
      taps: term.taps ?? [],
      start: term.start,
      teacher: term.teacher,
    }
  })
}

/** A number stands for the curve that stays there. */
export function curve(value: number | Schedule): Schedule {
  return typeof value === 'number' ? () => value : value
}

function warmedUp(weight: Schedule, epochs: number): Schedule {
  return epochs === 0 ? weight : (progress) => weight(progress) * Math.min(1, progress.epoch / epochs)
}

export function lossOf(entry: Term | Loss): Loss {
  return isLoss(entry) ? entry : entry.loss
}

function isLoss(entry: Term | Loss): entry is Loss {
  return isComponent(entry, 'loss')
}

function isTemperature(value: Term['temperature']): value is Temperature {
  return isComponent(value, 'temperature')
}

function refuseTemperature(name: string, loss: Loss): never {
  throw new PotstillError({
    code: 'trainer/temperature-unused',
    component: name,
    expected: 'a temperature only where the loss softens logits',
    received: `a temperature for ${loss.name}, which does not`,
    fix: 'take the temperature away from this term',
  })
}
