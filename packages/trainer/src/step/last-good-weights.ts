import { clone, dispose, type Tensor, type Variable } from '@tensorflow/tfjs-core'

/** Remembers the weights from before the last update, to return to when that update turns out to be bad. */
export interface LastGoodWeights {
  /** Called once a step's loss is known to be finite, before its update. */
  remember(): void
  /** Called when a step's loss is not finite. */
  restore(): void
  dispose(): void
}

/** Clones share the memory of what they copy, and an update replaces it: this costs one set of weights. */
export function keepLastGood(variables: readonly Variable[]): LastGoodWeights {
  let copies: readonly Tensor[] = []
  return {
    remember: () => {
      const next = variables.map((kept) => clone(kept))
      dispose([...copies])
      copies = next
    },
    restore: () => {
      copies.forEach((copy, index) => variables[index]?.assign(copy))
    },
    dispose: () => {
      dispose([...copies])
      copies = []
    },
  }
}
