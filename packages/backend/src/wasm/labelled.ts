import { Reshape, Sum, Transpose, util, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Labels } from '@potstill/gradients'
import type { RunKernel } from './keep-result'

/** A tensor with a label for each of its dimensions. */
export interface Labelled {
  readonly x: TensorInfo
  readonly labels: Labels
}

/** Sums over the dimensions whose label is not among `kept`. */
export function sumOut(run: RunKernel, { x, labels }: Labelled, kept: Labels): Labelled {
  const axis = labels.flatMap((label, index) => (kept.includes(label) ? [] : [index]))
  if (axis.length === 0) return { x, labels }
  return {
    x: run(Sum, { x }, { axis, keepDims: false }),
    labels: labels.filter((label) => kept.includes(label)),
  }
}

/** Brings the dimensions into the order of `labels`. */
export function inOrder(run: RunKernel, operand: Labelled, labels: Labels): TensorInfo {
  return run(Transpose, { x: operand.x }, { perm: labels.map((label) => operand.labels.indexOf(label)) })
}

/** Brings the dimensions into order, group by group, and makes each group one dimension: `ijk` by `k`, `ij` → `[k, i·j]`. */
export function inGroups(run: RunKernel, operand: Labelled, ...groups: Labels[]): TensorInfo {
  const x = inOrder(run, operand, groups.flat())
  let axis = 0
  const shape = groups.map(({ length }) => util.sizeFromShape(x.shape.slice(axis, (axis += length))))
  return run(Reshape, { x }, { shape })
}
