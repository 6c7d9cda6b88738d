import { Einsum, type EinsumAttrs } from '@tensorflow/tfjs-core'
import { listed, lowering, type LoweringInputs, type LoweringTable } from '../lowering'
import { acceptsAlike } from './accepts'

export const einsums: LoweringTable = {
  [Einsum]: lowering<LoweringInputs, EinsumAttrs>(({ inputs, attrs, graph }) => {
    const tensors = listed(inputs)
    acceptsAlike(Einsum, ['float32', 'int32'], ...tensors)
    const equation = attrs.equation.replaceAll(' ', '')
    const lengths = new Map<string, number>()
    const [terms = '', result = ''] = equation.split('->')
    terms.split(',').forEach((term, index) => {
      ;[...term].forEach((letter, axis) => lengths.set(letter, tensors[index]?.shape[axis] as number))
    })
    const shape = [...result].map((letter) => lengths.get(letter) as number)
    const dtype = tensors[0]?.dtype ?? 'float32'
    return graph.node('Einsum', tensors, { shape, dtype }, { attributes: { equation } })
  }),
}
