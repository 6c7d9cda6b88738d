import type { Memory, NamedTensors } from '@potstill/spec'
import { dispose, variable, type Tensor, type Variable } from '@tensorflow/tfjs-core'

/** The variables that the trainer keeps for one component. */
export interface ComponentMemory {
  readonly trainable: Readonly<Record<string, Variable>>
  readonly state: Readonly<Record<string, Variable>>
  /** Takes the next state over; the tensors stay the caller's. */
  replaceState(next: NamedTensors): void
  dispose(): void
}

/** Makes variables of a component's initial memory, and disposes the initial tensors. */
export function keepMemory(owner: string, { trainable = {}, state = {} }: Memory): ComponentMemory {
  const kept = {
    trainable: variables(owner, trainable, true),
    state: variables(owner, state, false),
  }
  return {
    ...kept,
    replaceState: (next) => {
      for (const [name, value] of Object.entries(next)) kept.state[name]?.assign(value)
    },
    dispose: () => dispose([...Object.values(kept.trainable), ...Object.values(kept.state)]),
  }
}

let serial = 0

/** The engine wants names that are unique among all variables of the process. */
function variables(owner: string, values: NamedTensors, trainable: boolean): Record<string, Variable> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, Tensor]) => {
      const kept = variable(value, trainable, `potstill/${owner}/${name}/${serial++}`)
      value.dispose()
      return [name, kept]
    }),
  )
}
