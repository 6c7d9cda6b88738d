import type { Gradients } from './compute-gradients'
import type { Ready } from './ready-step'
import type { StepScalars } from './step-scalars'

/** Puts what a pass computed where it belongs: weights and optimizer slots, then the memories of losses and temperatures. */
export function applyUpdate(
  { byVariable, states }: Gradients,
  scalars: StepScalars,
  { optimizer, memories }: Ready,
): void {
  optimizer.apply(byVariable, scalars)
  memories.forEach((memory, index) => {
    memory.loss.replaceState(states[index]?.loss ?? {})
    memory.temperature?.replaceState(states[index]?.temperature ?? {})
  })
}
