import {
  broadcastTo,
  cast,
  Einsum,
  einsum,
  reshape,
  sum,
  transpose,
  type EinsumAttrs,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { readEquation, type Labels } from './read-equation'

/** A tensor with a label for each of its dimensions. */
interface Labelled {
  readonly x: Tensor
  readonly labels: Labels
}

/**
 * The gradient of `einsum` by each operand, which TensorFlow.js 4.22 lacks. With y = `ab,bc->ac`: da = dy · b summed over
 * c, `ac,bc->ab`. Along a label that is in one operand alone and was summed over, the gradient is the same everywhere.
 */
export const einsumGradient: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, attrs) => {
    const { operands, output } = readEquation((attrs as unknown as EinsumAttrs).equation, saved)
    const given = { x: dy as Tensor, labels: output }
    const factors = saved.map((x, index) => ({ x, labels: operands[index]! }))
    return Object.fromEntries(
      factors.map((factor, index) => [index, () => gradientBy(factor, factors[1 - index], given)]),
    )
  },
}

function gradientBy({ x, labels }: Labelled, other: Labelled | undefined, dy: Labelled): Tensor {
  const varying = labels.filter((label) => dy.labels.includes(label) || other?.labels.includes(label))
  const gradient =
    other === undefined
      ? transpose(
          dy.x,
          varying.map((label) => dy.labels.indexOf(label)),
        )
      : product(dy, summedOver(other, [...dy.labels, ...labels]), varying)
  const narrow = labels.map((label, axis) => (varying.includes(label) ? x.shape[axis]! : 1))
  return broadcastTo(reshape(gradient, narrow), x.shape)
}

function product(dy: Labelled, other: Labelled, output: Labels): Tensor {
  const equation = `${dy.labels.join('')},${other.labels.join('')}->${output.join('')}`
  return einsum(equation, dy.x, cast(other.x, dy.x.dtype))
}

/** Leaves `einsum` no label that is in one operand alone: TensorFlow.js's own kernels sum over some of those wrongly. */
function summedOver({ x, labels }: Labelled, kept: Labels): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]))
  return { x: sum(x, axes), labels: labels.filter((label) => kept.includes(label)) }
}
