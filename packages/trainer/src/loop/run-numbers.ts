import type { Schedule } from '@potstill/spec'
import { plainOptions, type PlainValue } from '../checkpoint/plain-options'
import type { RunNumbers } from '../checkpoint/run-state'
import { resolveLearners, type LearnerTerm } from '../step/resolve-learners'
import { curve } from '../step/resolve-terms'
import { progressAt, type RunLength } from './run-options'
import { networkOf, type SettledOptions } from './settle-learners'

/** A curve is read at so many steps of a run, evenly spread from the first to the last. */
const readings = 33

/** What is known of the numbers that a run is set to. `at` are the steps at which curves are read. */
export function runNumbers(
  options: SettledOptions,
  length: RunLength,
  at: readonly number[] = spread(length.steps),
): RunNumbers {
  const { optimizer, ema } = options
  const { terms } = resolveLearners({ ...networkOf(options), optimizer })
  const read = (schedule: Schedule) => unlessConstant(at.map((step) => schedule(progressAt(step, length))))
  const curves = {
    'optimizer.learningRate': read(curve(optimizer.learningRate)),
    ...(ema && { 'ema.decay': read(curve(ema.decay)) }),
    ...Object.fromEntries(terms.map(({ name, weight }) => [`${name}.weight`, read(weight)])),
    ...Object.fromEntries(
      terms.flatMap(({ name, loss, baseTemperature }) =>
        loss.traits.softened ? [[`${name}.temperature`, read(baseTemperature)]] : [],
      ),
    ),
  }
  return { at, curves, plain: plainNumbers(options, terms, length) }
}

function plainNumbers(
  { data, optimizer, clip, freeze, groups, diagnostics, strategies, ema }: SettledOptions,
  terms: readonly LearnerTerm[],
  { stepsPerEpoch }: RunLength,
): Readonly<Record<string, PlainValue>> {
  return Object.assign(
    { 'data.examples': data.spec.examples, stepsPerEpoch },
    plainOptions('optimizer', optimizer),
    plainOptions('optimizer.weightDecay', optimizer.weightDecay ?? 0),
    plainOptions('ema', ema),
    plainOptions('clip', clip),
    plainOptions('freeze', freeze),
    plainOptions('groups', groups),
    plainOptions('diagnostics', diagnostics),
    // Names only: options may hold what does not belong into a file (an address, a key).
    plainOptions(
      'strategies',
      strategies?.map(({ name }) => name),
    ),
    ...terms.map(termNumbers),
  ) as Record<string, PlainValue>
}

function termNumbers({ name, given, loss, learner }: LearnerTerm): Readonly<Record<string, PlainValue>> {
  const { weight, temperature, taps, warmUp, teacher } = given
  return {
    ...plainOptions(`${name}.loss`, loss),
    ...plainOptions(`${name}.weight`, typeof weight === 'number' ? undefined : weight),
    ...plainOptions(`${name}.temperature`, typeof temperature === 'number' ? undefined : temperature),
    ...plainOptions(`${name}.taps`, taps),
    ...plainOptions(`${name}.warmUp`, warmUp ?? 0),
    ...plainOptions(`${name}.teacher`, teacher?.peer ?? learner.teacher?.name),
  }
}

function spread(steps: number): readonly number[] {
  const last = steps - 1
  const all = Array.from({ length: readings }, (_, index) => Math.round((last * index) / (readings - 1)))
  return [...new Set(all)]
}

function unlessConstant(values: readonly number[]): number | readonly number[] {
  const [first = Number.NaN] = values
  return values.every((value) => Object.is(value, first)) ? first : values
}
