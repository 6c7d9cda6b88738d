import { Einsum, type EinsumAttrs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { cannotLower, listed, lowering, type LoweringInputs, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { acceptsAlike } from './accepts'
import { transposed } from './rearranged'
import { reduced } from './reductions'

export const einsums: LoweringTable = {
  [Einsum]: lowering<LoweringInputs, EinsumAttrs>(({ inputs, attrs, graph }) => {
    const tensors = listed(inputs)
    acceptsAlike(Einsum, ['float32', 'int32'], ...tensors)
    const equation = attrs.equation.replaceAll(' ', '')
    const [terms = '', result] = equation.split('->')
    const [first] = tensors
    if (first === undefined || result === undefined)
      throw cannotLower(Einsum, `the equation ${attrs.equation}`)
    if (tensors.length === 1) return rearranged(graph, first, [...terms], [...result])
    const lengths = new Map<string, number>()
    terms.split(',').forEach((term, index) => {
      for (const [axis, letter] of [...term].entries()) {
        lengths.set(letter, tensors[index]?.shape[axis] as number)
      }
    })
    const shape = [...result].map((letter) => lengths.get(letter) as number)
    return graph.node('Einsum', tensors, { shape, dtype: first.dtype }, { attributes: { equation } })
  }),
}

/** One tensor, summed over the axes that the result has not, in the order of the result. */
function rearranged(graph: Graph, x: Value, term: readonly string[], result: readonly string[]): Value {
  const axes = term.flatMap((letter, axis) => (result.includes(letter) ? [] : [axis]))
  const left = term.filter((letter) => result.includes(letter))
  const perm = result.map((letter) => left.indexOf(letter))
  return transposed(graph, reduced(graph, 'ReduceSum', x, { axes, keepDims: false }), perm)
}
