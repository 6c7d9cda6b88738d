import type { NamedTensors, Optimizer, OptimizerRates } from '@potstill/spec'
import { clone, dispose, mul, tidy, variable, Variable, type Tensor } from '@tensorflow/tfjs-core'
import type { SummedGradients } from './clip-gradients'
import { guarded } from './component-failure'
import type { RateFactors } from './parameter-groups'
import type { StepScalars } from './step-scalars'

/** Applies an optimizer's rule to every variable, and keeps its slots. */
export interface OptimizerHost {
  apply(gradients: SummedGradients, scalars: StepScalars): void
  /** What it keeps for a variable, by name. */
  slots(kept: Variable): Readonly<Record<string, Variable>>
  dispose(): void
}

/** What the host knows beyond the optimizer. */
export interface HostOptions {
  /** Of variables whose rates differ. */
  readonly factors?: ReadonlyMap<Variable, RateFactors>
  /** Names of the terms that read what the teacher says. */
  readonly taught?: readonly string[]
}

let serial = 0

/** Makes the slots of all variables at once: the first step is then like any other. */
export function hostOptimizer(
  optimizer: Optimizer,
  variables: readonly Variable[],
  { factors = new Map(), taught = [] }: HostOptions = {},
): OptimizerHost {
  const slots = new Map(variables.map((kept) => [kept.name, makeSlots(optimizer, kept)]))
  return {
    apply: ({ byVariable, byTerm }, scalars) => {
      for (const kept of variables) {
        const gradient = byVariable[kept.name]
        const own = slots.get(kept.name) ?? {}
        if (gradient === undefined || gradient === null) continue
        tidy(() => {
          const rates = ratesOf(scalars, factors.get(kept))
          const terms = byTerm && { byTerm: gradientsOf(kept, byTerm), taught }
          const next = guarded(optimizer.name, `update ${kept.name}`, 'work', () =>
            optimizer.apply({ value: kept, gradient, slots: own, rates, ...terms }),
          )
          const value = apart(next.value)
          const changed = Object.entries(next.slots).map(([name, slot]) => [name, apart(slot)] as const)
          kept.assign(value)
          for (const [name, slot] of changed) own[name]?.assign(slot)
        })
      }
    },
    slots: (kept) => slots.get(kept.name) ?? {},
    dispose: () => dispose([...slots.values()].flatMap((own) => Object.values(own))),
  }
}

function ratesOf({ learningRate, weightDecay, update }: StepScalars, factors?: RateFactors): OptimizerRates {
  const { learningRate: ofRate = 1, weightDecay: ofDecay = 1 } = factors ?? {}
  return {
    learningRate: ofRate === 1 ? learningRate : mul(learningRate, ofRate),
    weightDecay: ofDecay === 1 ? weightDecay : mul(weightDecay, ofDecay),
    step: update,
  }
}

/** Of the terms that reach this variable. */
function gradientsOf({ name }: Variable, byTerm: NonNullable<SummedGradients['byTerm']>): NamedTensors {
  return Object.fromEntries(
    Object.entries(byTerm).flatMap(([term, { [name]: gradient }]) =>
      gradient === undefined ? [] : [[term, gradient]],
    ),
  )
}

/** Assigning to a variable disposes what it held, which a rule may have returned as it was, or in another's place. */
function apart(tensor: Tensor): Tensor {
  return tensor instanceof Variable ? clone(tensor) : tensor
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
