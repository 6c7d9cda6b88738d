import { tidy } from '@tensorflow/tfjs-core'
import { clipGradients, type SummedGradients } from './clip-gradients'
import type { Gradients } from './compute-gradients'
import type { Ready } from './ready-step'
import type { StepScalars } from './step-scalars'

/** Puts what a pass computed where it belongs: weights and optimizer slots, then the memories of losses and temperatures. */
export function applyUpdate(gradients: Gradients, scalars: StepScalars, ready: Ready): void {
  updateWeights(gradients, scalars, ready)
  replaceStates(gradients, ready)
}

/** Bounds the gradients, applies the optimizer's rule, and lets the averages follow. */
export function updateWeights(
  gradients: SummedGradients,
  scalars: StepScalars,
  { optimizer, clip, averages }: Ready,
): void {
  tidy(() => {
    optimizer.apply(clip === undefined ? gradients : clipGradients(gradients, clip), scalars)
    if (scalars.averageDecay !== undefined) averages?.follow(scalars.averageDecay)
  })
}

/** Hands the memories of losses and temperatures their next state. */
export function replaceStates({ states }: Pick<Gradients, 'states'>, { memories }: Ready): void {
  memories.forEach((memory, index) => {
    memory.loss.replaceState(states[index]?.loss ?? {})
    memory.temperature?.replaceState(states[index]?.temperature ?? {})
  })
}
