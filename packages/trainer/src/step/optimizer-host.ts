import type { NamedTensors, Optimizer } from '@potstill/spec'
import { dispose, tidy, variable, type NamedTensorMap, type Variable } from '@tensorflow/tfjs-core'
import { guarded } from './component-failure'
import type { StepScalars } from './step-scalars'

/** Applies an optimizer's rule to every variable, and keeps its slots. */
export interface OptimizerHost {
  apply(gradients: NamedTensorMap, scalars: StepScalars): void
  dispose(): void
}

let serial = 0

/** Makes the slots of all variables at once: the first step is then like any other. */
export function hostOptimizer(optimizer: Optimizer, variables: readonly Variable[]): OptimizerHost {
  const slots = new Map(variables.map((kept) => [kept.name, makeSlots(optimizer, kept)]))
  return {
    apply: (gradients, scalars) => {
      const rates = {
        learningRate: scalars.learningRate,
        weightDecay: scalars.weightDecay,
        step: scalars.update,
      }
      for (const kept of variables) {
        const gradient = gradients[kept.name]
        const own = slots.get(kept.name) ?? {}
        if (gradient === undefined || gradient === null) continue
        tidy(() => {
          const next = guarded(optimizer.name, `update ${kept.name}`, 'work', () =>
            optimizer.apply({ value: kept, gradient, slots: own, rates }),
          )
          kept.assign(next.value)
          for (const [name, value] of Object.entries(next.slots)) own[name]?.assign(value)
        })
      }
    },
    dispose: () => dispose([...slots.values()].flatMap((own) => Object.values(own))),
  }
}

function makeSlots(optimizer: Optimizer, kept: Variable): Record<string, Variable> {
  const initial: NamedTensors = optimizer.init(kept)
  const own = Object.entries(initial).map(([name, value]) => {
    const slot = variable(value, false, `potstill/${optimizer.name}/${kept.name}/${name}/${serial++}`)
    value.dispose()
    return [name, slot] as const
  })
  return Object.fromEntries(own)
}
