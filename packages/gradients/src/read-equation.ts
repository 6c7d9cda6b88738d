import { backend_util, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core'
import { PotstillError } from '@potstill/spec'

/** A letter for each dimension of a tensor. */
export type Labels = readonly string[]

/** An equation such as `bij,bjk->bik`, with the shapes of its operands. */
export interface Equation {
  readonly operands: readonly Labels[]
  readonly output: Labels
  /** Of every label: how long the dimensions are that bear it. */
  readonly sizes: ReadonlyMap<string, number>
}

/**
 * Reads an equation and throws what TensorFlow.js throws: for `...`, for a label twice in one operand, for more than two
 * operands, for sizes that differ. Throws a PotstillError where an operand has more or fewer dimensions than labels.
 */
export function readEquation(equation: string, tensors: readonly TensorInfo[]): Equation {
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length)
  const operands = idDims.map((dims) => dims.map((dim) => allDims[dim]!))
  const sizes = new Map<string, number>()
  operands.forEach((labels, index) => {
    const { shape } = tensors[index]!
    if (shape.length !== labels.length) throw ranksDiffer(equation, labels, shape)
    labels.forEach((label, axis) => sizes.set(label, shape[axis]!))
  })
  backend_util.checkEinsumDimSizes(allDims.length, idDims, [...tensors] as Tensor[])
  return { operands, output: allDims.filter((_, dim) => !summedDims.includes(dim)), sizes }
}

function ranksDiffer(equation: string, labels: Labels, shape: readonly number[]): PotstillError {
  return new PotstillError({
    code: 'backend/einsum',
    component: 'einsum',
    expected: `in '${equation}' a tensor of rank ${labels.length} for '${labels.join('')}'`,
    received: `one of shape [${shape.join(', ')}]`,
    fix: 'give the operand one label for each dimension',
  })
}
