import {
  add,
  addN,
  clipByValue,
  div,
  minimum,
  mul,
  sqrt,
  square,
  sum,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { Clip } from './update-options'

/** Gradients by the variable's name; those of the weighted terms as well, where the optimizer asks for them. */
export interface SummedGradients {
  readonly byVariable: NamedTensorMap
  /** By the term's name, then by the variable's. */
  readonly byTerm?: Readonly<Record<string, NamedTensorMap>>
}

/** As PyTorch has it. */
const smallestNorm = 1e-6

/**
 * Bounds gradients: each entry, then the norm over all variables, by a factor that the terms' gradients get as well. Runs
 * inside the caller's tidy scope.
 *
 * Source of the factor: Pascanu, Mikolov, Bengio 2013, arXiv:1211.5063, algorithm 1, in the form of PyTorch's
 * `clip_grad_norm_`: min(1, c / (‖g‖ + 1e-6)).
 */
export function clipGradients(
  { byVariable, byTerm }: SummedGradients,
  { norm, value }: Clip,
): SummedGradients {
  const bounded =
    value === undefined
      ? byVariable
      : mapTensors(byVariable, (gradient) => clipByValue(gradient, -value, value))
  if (norm === undefined) return { byVariable: bounded, ...(byTerm && { byTerm }) }
  const factor = minimum(1, div(norm, add(globalNorm(Object.values(bounded)), smallestNorm)))
  const scaled = (gradients: NamedTensorMap) => mapTensors(gradients, (gradient) => mul(gradient, factor))
  return {
    byVariable: scaled(bounded),
    ...(byTerm && {
      byTerm: Object.fromEntries(
        Object.entries(byTerm).map(([term, gradients]) => [term, scaled(gradients)]),
      ),
    }),
  }
}

/** Euclidean norm `[]` over all entries of all tensors. */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  return sqrt(addN(tensors.map((tensor) => sum(square(tensor)))))
}

function mapTensors(tensors: NamedTensorMap, change: (tensor: Tensor) => Tensor): NamedTensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]))
}
