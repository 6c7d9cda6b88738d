import type { Optimizer } from '@potstill/spec'
import {
  add,
  tidy,
  variable,
  zeros,
  zerosLike,
  type NamedTensorMap,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { SummedGradients } from './clip-gradients'
import type { LearnerTerm } from './resolve-learners'

/** Adds the gradients of several batches up, in variables, so that a compiled step can do it too. */
export interface GradientSums {
  add(gradients: SummedGradients): void
  /** The sums so far: variables, of those that a gradient has reached. */
  read(): SummedGradients
  /** Sets the sums back to 0. */
  clear(): void
  dispose(): void
}

interface Sum {
  readonly kept: Variable
  reached: boolean
}

let serial = 0

/** One set of sums over all terms, and one for each term where the optimizer asks for that. */
export function gradientSums(
  variables: readonly Variable[],
  terms: readonly LearnerTerm[],
  { gradients = 'sum' }: Pick<Optimizer, 'gradients'>,
): GradientSums {
  const all = sumsOf(variables)
  const byTerm = new Map(gradients === 'sum' ? [] : terms.map(({ name }) => [name, sumsOf(variables)]))
  const every = [all, ...byTerm.values()].flatMap((sums) => [...sums.values()])
  return {
    add(given) {
      addTo(all, given.byVariable)
      for (const [name, gradients] of Object.entries(given.byTerm ?? {})) {
        addTo(byTerm.get(name) ?? new Map(), gradients)
      }
    },
    read: () => ({
      byVariable: reached(all),
      ...(byTerm.size > 0 && {
        byTerm: Object.fromEntries([...byTerm].map(([name, sums]) => [name, reached(sums)])),
      }),
    }),
    clear() {
      tidy(() => {
        for (const { kept } of every) kept.assign(zerosLike(kept))
      })
    },
    dispose() {
      for (const { kept } of every) kept.dispose()
    },
  }
}

function sumsOf(variables: readonly Variable[]): ReadonlyMap<string, Sum> {
  return new Map(
    variables.map(({ name, shape }) => {
      const nothing = zeros(shape)
      const kept = variable(nothing, false, `potstill/sum/${name}/${serial++}`)
      nothing.dispose()
      return [name, { kept, reached: false }]
    }),
  )
}

function addTo(sums: ReadonlyMap<string, Sum>, gradients: NamedTensorMap): void {
  tidy(() => {
    for (const [name, gradient] of Object.entries(gradients)) {
      const sum = sums.get(name)
      if (sum === undefined) continue
      sum.reached = true
      sum.kept.assign(add(sum.kept, gradient))
    }
  })
}

function reached(sums: ReadonlyMap<string, Sum>): NamedTensorMap {
  return Object.fromEntries([...sums].flatMap(([name, sum]) => (sum.reached ? [[name, sum.kept]] : [])))
}
