import type { EpochEnd, StepDiagnostics, StepEnd } from '@potstill/spec'

/** Numbers by name; `/` in a name makes a group. */
export type Scalars = Readonly<Record<string, number>>

/** What a step told, as named numbers: its losses, and what the run was set to. */
export function stepScalars(event: StepEnd): Scalars {
  return {
    'step/total': event.total,
    ...named('step/term/', event.terms),
    ...optional('step/accuracy', event.accuracy),
    ...named('step/accuracy/', event.accuracies),
    'step/learningRate': event.learningRate,
    ...named('weight/', event.weights),
    ...named('temperature/', event.temperatures),
  }
}

/** How a step's gradient was made up. */
export function diagnosticScalars({ gradientNorm, termNorms, cosines }: StepDiagnostics): Scalars {
  return {
    'gradient/norm': gradientNorm,
    ...named('gradient/norm/', termNorms),
    ...named('gradient/cosine/', cosines),
  }
}

/** What an epoch told. */
export function epochScalars(event: EpochEnd): Scalars {
  const { train, validation, validations = {} } = event
  return {
    'train/total': train.total,
    ...named('train/term/', train.terms),
    ...optional('train/accuracy', train.accuracy),
    ...named('train/accuracy/', train.accuracies),
    ...named('validation/', validation),
    ...Object.fromEntries(
      Object.entries(validations).flatMap(([learner, measured]) =>
        Object.entries(named(`validation/${learner}/`, measured)),
      ),
    ),
    examplesPerSecond: event.examplesPerSecond,
  }
}

function named(prefix: string, values: Readonly<Record<string, number>> = {}): Scalars {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))
}

function optional(name: string, value: number | undefined): Scalars {
  return value === undefined ? {} : { [name]: value }
}
