import type { Schedule } from '@potstill/spec'

/** Bounds on the gradient of the weighted sum. Both may be set: values are bounded first, so that the norm holds. */
export interface Clip {
  /** Of the gradient over all trained variables together: it is multiplied by min(1, norm / (‖g‖ + 1e-6)). */
  readonly norm?: number
  /** Of each entry: into [−value, value]. */
  readonly value?: number
}

/** Factors on the rates of some variables. */
export interface ParameterGroup {
  /**
   * Patterns over names, in which `*` stands for anything: `hidden1/*`, or one of three sets: `connectors` (what losses and
   * temperatures train), `biases`, `norms` (gamma and beta of normalising layers).
   */
  readonly variables: readonly string[]
  /** Default: 1. */
  readonly learningRate?: number
  /** Default: 1. */
  readonly weightDecay?: number
}

/** What happens between gradients and weights. */
export interface UpdateOptions {
  /**
   * Batches per update. Default: 1. The update is the one of a single large batch, to rounding, for losses per example or per
   * token and networks without batch normalisation; what differs is said in a notice, once.
   */
  readonly accumulate?: number
  readonly clip?: Clip
  /** Averages the weights: after each update e ← d·e + (1 − d)·w, d in [0, 1]. */
  readonly ema?: { readonly decay: number | Schedule }
  /** Patterns over the names of the student's variables, in which `*` stands for anything: those stay as they are. */
  readonly freeze?: readonly string[]
  /** The first group that has a variable counts for it; a variable of none has the optimizer's own rates. */
  readonly groups?: readonly ParameterGroup[]
  /** Looks into the gradient of every so many steps, the first among them: `diagnostics` of the result. Costs more passes. */
  readonly diagnostics?: { readonly everySteps: number }
}

/** The options of this kind among others. */
export function updateOptions(options: UpdateOptions): UpdateOptions {
  const { accumulate, clip, ema, freeze, groups, diagnostics } = options
  return {
    ...(accumulate !== undefined && { accumulate }),
    ...(clip && { clip }),
    ...(ema && { ema }),
    ...(freeze && { freeze }),
    ...(groups && { groups }),
    ...(diagnostics && { diagnostics }),
  }
}
