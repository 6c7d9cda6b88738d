import {
  Cast,
  Einsum,
  upcastType,
  type DataType,
  type EinsumAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { readEquation } from '@potstill/gradients'
import { contract } from './contract'
import { computeOnHeap } from './heap'
import { keepResult } from './keep-result'
import { inOrder, sumOut } from './labelled'

/**
 * Sums of products over labelled dimensions. Takes what the cpu backend takes: one or two tensors, no label twice in one
 * of them, no `...`.
 *
 * The cpu kernel of TensorFlow.js 4.22 is wrong where an operand lacks the first of the labels that are summed, as in
 * `ab,c->c`; this one is right there. Operands of different dtypes are brought to the wider one, as by other operations,
 * where the cpu kernel takes the dtype of the second.
 */
export const einsum: KernelConfig = {
  kernelName: Einsum,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs) as TensorInfo[]
    const equation = readEquation((attrs as unknown as EinsumAttrs).equation, tensors)
    const { operands, output, sizes } = equation
    const dtype = resultType(tensors, sizes.size > output.length)
    if ([...sizes.values()].includes(0)) {
      // There is nothing to add up, and the kernels below leave such an output as they found it.
      const shape = output.map((label) => sizes.get(label)!)
      return computeOnHeap(backend, { shape, dtype }, {}, () => {})
    }
    return keepResult(backend, (run) => {
      const [first, second] = tensors.map((tensor, index) => ({
        x: tensor.dtype === dtype ? tensor : run(Cast, { x: tensor }, { dtype }),
        labels: operands[index]!,
      }))
      const summed =
        second === undefined ? sumOut(run, first!, output) : contract(run, [first!, second], equation)
      return inOrder(run, summed, output)
    })
  },
}

/** Bools that are counted become int32. */
function resultType(tensors: readonly TensorInfo[], counts: boolean): DataType {
  const dtype = tensors.map((tensor): DataType => tensor.dtype).reduce((one, other) => upcastType(one, other))
  return dtype === 'bool' && counts ? 'int32' : dtype
}
