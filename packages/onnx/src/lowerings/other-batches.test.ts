import {
  _FusedMatMul,
  BatchMatMul,
  Concat,
  Einsum,
  ExpandDims,
  GatherV2,
  Max,
  MirrorPad,
  OneHot,
  OnesLike,
  PadV2,
  Reshape,
  Reverse,
  Slice,
  Softmax,
  StridedSlice,
  Sum,
  TopK,
  Transpose,
} from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { sizeOf } from '../graph/shapes'
import type { Lowering } from '../lowering'
import { givenTensor } from '../testing/given-tensor'
import { runGraph } from '../testing/run-graph'
import { runCpuKernel, type KernelInputs } from '../testing/run-kernel'
import { graphOf } from '../testing/run-lowering'
import { lowerings } from '.'

const tensor = (...shape: number[]) =>
  givenTensor(
    'float32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + shape.length)),
  )

const places = (...shape: number[]) =>
  givenTensor(
    'int32',
    shape,
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => i % 3),
  )

type Call = readonly [
  title: string,
  kernel: string,
  make: (batch: number) => { inputs: KernelInputs; attrs: object },
]

/** Calls whose attributes know the size of the batch only where TensorFlow.js writes it there. */
const calls: readonly Call[] = [
  ['flattening', Reshape, (n) => ({ inputs: { x: tensor(n, 2, 3) }, attrs: { shape: [n, 6] } })],
  ['rows of a sequence', Reshape, (n) => ({ inputs: { x: tensor(n, 4, 3) }, attrs: { shape: [n * 4, 3] } })],
  ['rows as a sequence', Reshape, (n) => ({ inputs: { x: tensor(n * 4, 3) }, attrs: { shape: [n, 4, 3] } })],
  ['heads', Reshape, (n) => ({ inputs: { x: tensor(n, 4, 6) }, attrs: { shape: [n, 4, 2, 3] } })],
  ['ExpandDims', ExpandDims, (n) => ({ inputs: { input: tensor(n, 2) }, attrs: { dim: 1 } })],
  ['Transpose', Transpose, (n) => ({ inputs: { x: tensor(n, 2, 3) }, attrs: { perm: [0, 2, 1] } })],
  ['Reverse', Reverse, (n) => ({ inputs: { x: tensor(n, 3) }, attrs: { dims: [1] } })],
  ['OnesLike', OnesLike, (n) => ({ inputs: { x: tensor(n, 3) }, attrs: {} })],
  ['Slice', Slice, (n) => ({ inputs: { x: tensor(n, 5) }, attrs: { begin: [0, 1], size: [n, 3] } })],
  [
    'StridedSlice',
    StridedSlice,
    (n) => ({
      inputs: { x: tensor(n, 5) },
      attrs: {
        begin: [0, 0],
        end: [n, 5],
        strides: [1, 2],
        beginMask: 0,
        endMask: 0,
        ellipsisMask: 0,
        newAxisMask: 0,
        shrinkAxisMask: 0,
      },
    }),
  ],
  ['Concat', Concat, (n) => ({ inputs: [tensor(n, 2), tensor(n, 3)], attrs: { axis: 1 } })],
  [
    'PadV2',
    PadV2,
    (n) => ({ inputs: { x: tensor(n, 2) }, attrs: { paddings: [[0, 0], [1, 2]], constantValue: 1 } }), // prettier-ignore
  ],
  [
    'MirrorPad',
    MirrorPad,
    (n) => ({ inputs: { x: tensor(n, 3) }, attrs: { paddings: [[0, 0], [1, 2]], mode: 'symmetric' } }), // prettier-ignore
  ],
  ['Sum', Sum, (n) => ({ inputs: { x: tensor(n, 3) }, attrs: { axis: [1], keepDims: true } })],
  ['Max', Max, (n) => ({ inputs: { x: tensor(n, 3) }, attrs: { reductionIndices: [1], keepDims: false } })],
  ['Softmax', Softmax, (n) => ({ inputs: { logits: tensor(n, 3) }, attrs: { dim: -1 } })],
  ['TopK', TopK, (n) => ({ inputs: { x: tensor(n, 4) }, attrs: { k: 2, sorted: true } })],
  [
    'OneHot',
    OneHot,
    (n) => ({
      inputs: { indices: places(n) },
      attrs: { depth: 4, dtype: 'float32', onValue: 1, offValue: 0 },
    }),
  ],
  [
    'an embedding',
    GatherV2,
    (n) => ({ inputs: { x: tensor(3, 2), indices: places(n, 4) }, attrs: { axis: 0, batchDims: 0 } }),
  ],
  [
    'a dense layer',
    _FusedMatMul,
    (n) => ({
      inputs: { a: tensor(1, n, 3), b: tensor(1, 3, 2), bias: tensor(2) },
      attrs: { transposeA: false, transposeB: false, activation: 'relu' },
    }),
  ],
  [
    'attention',
    BatchMatMul,
    (n) => ({
      inputs: { a: tensor(n, 2, 4, 3), b: tensor(n, 2, 5, 3) },
      attrs: { transposeA: false, transposeB: true },
    }),
  ],
  [
    'Einsum',
    Einsum,
    (n) => ({ inputs: [tensor(n, 4, 3), tensor(3, 2)], attrs: { equation: 'abc,cd->abd' } }),
  ],
]

it.each(calls)('%s: the graph that is made for one batch serves another', async (_, kernel, make) => {
  const { inputs, attrs } = make(2)
  const graph = graphOf(lowerings[kernel] as Lowering, inputs, attrs)
  const other = make(5)
  const results = await runGraph(graph, Object.values(other.inputs), { sizes: 'ranks' })
  const expected = runCpuKernel(kernel, other.inputs, other.attrs)
  expect(results.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  results.forEach(({ values }, index) => {
    const reference = expected[index]?.values ?? []
    for (const [place, value] of values.entries()) expect(value).toBeCloseTo(reference[place] as number, 5)
  })
})
