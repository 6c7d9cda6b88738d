import { BatchMatMul, Multiply, Reshape, Sum, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Equation, Labels } from '@potstill/gradients'
import type { RunKernel } from './keep-result'
import { inGroups, sumOut, type Labelled } from './labelled'

/**
 * Multiplies two tensors and sums over the labels that the output lacks, as one product of matrices:
 *
 *     first [batch, rows, inner] · second [batch, inner, columns] → [batch, rows, columns]
 *
 * Batch labels are in both operands and in the output, rows and columns in one operand and in the output, inner labels in
 * both operands alone. What is in one operand alone is summed first.
 */
export function contract(
  run: RunKernel,
  operands: readonly [Labelled, Labelled],
  { output, sizes }: Pick<Equation, 'output' | 'sizes'>,
): Labelled {
  // Columns come last, so the operand that has the output's last label gives them, and spares it a transpose.
  const last = output.at(-1)
  const [left, right] =
    last === undefined || operands[1].labels.includes(last) ? operands : [operands[1], operands[0]]
  const first = sumOut(run, left, [...right.labels, ...output])
  const second = sumOut(run, right, [...left.labels, ...output])
  const batch = output.filter((label) => first.labels.includes(label) && second.labels.includes(label))
  const rows = output.filter((label) => !second.labels.includes(label))
  const columns = output.filter((label) => !first.labels.includes(label))
  const inner = first.labels.filter((label) => !output.includes(label))

  const product = multiply(run, first, second, { batch, rows, columns, inner })
  const labels = [...batch, ...rows, ...columns]
  const shape = labels.map((label) => sizes.get(label)!)
  return { x: run(Reshape, { x: product }, { shape }), labels }
}

interface Roles {
  readonly batch: Labels
  readonly rows: Labels
  readonly columns: Labels
  readonly inner: Labels
}

/** The kernel of matrix products takes float32 alone, and is slow where there is nothing to sum. */
function multiply(
  run: RunKernel,
  first: Labelled,
  second: Labelled,
  { batch, rows, columns, inner }: Roles,
): TensorInfo {
  if (inner.length > 0 && first.x.dtype === 'float32') {
    const [a, b] = [inGroups(run, first, batch, rows, inner), inGroups(run, second, batch, inner, columns)]
    return run(BatchMatMul, { a, b }, { transposeA: false, transposeB: false })
  }
  const a = inGroups(run, first, batch, rows, [], inner)
  const b = inGroups(run, second, batch, [], columns, inner)
  const products = run(Multiply, { a, b }, {})
  return inner.length === 0 ? products : run(Sum, { x: products }, { axis: [3], keepDims: false })
}
