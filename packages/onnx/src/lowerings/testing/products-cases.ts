import { _FusedMatMul, BatchMatMul } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import type { GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { broadcastingShapes, exactFloat, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

/** Eighths and small whole numbers: their products and sums are exact. */
const number = { float32: exactFloat, int32: smallInteger } as const

interface Operands {
  readonly a: GivenTensor
  readonly b: GivenTensor
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** Two operands that fit, of batches that broadcast; the cpu kernel repeats the smaller batch as a whole. */
function operands(
  dtype: 'float32' | 'int32',
  batches: fc.Arbitrary<[number[], number[]]>,
): fc.Arbitrary<Operands> {
  const length = fc.integer({ min: 0, max: 5 })
  return fc
    .record({
      batch: batches,
      lengths: fc.tuple(fc.integer({ min: 1, max: 5 }), length, fc.integer({ min: 1, max: 5 })),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    })
    .chain(({ batch: [batchA, batchB], lengths: [rows, inner, columns], transposeA, transposeB }) =>
      fc.record({
        a: tensorOf(dtype, [...batchA, ...(transposeA ? [inner, rows] : [rows, inner])], number[dtype]),
        b: tensorOf(dtype, [...batchB, ...(transposeB ? [columns, inner] : [inner, columns])], number[dtype]),
        transposeA: fc.constant(transposeA),
        transposeB: fc.constant(transposeB),
      }),
    )
}

const oneBatch = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 1, 2))
  .map(([first, second, which]): [number[], number[]] => {
    const whole = [first, second]
    const ones = [1, 1]
    return which === 0 ? [whole, whole] : which === 1 ? [ones, whole] : [whole, ones]
  })

const batches = fc.oneof(
  fc.constant<[number[], number[]]>([[], []]),
  oneBatch,
  broadcastingShapes({ minRank: 1, maxRank: 1, minLength: 1 }).filter(([a, b]) => a.length === b.length),
)

const plain = (dtype: 'float32' | 'int32'): fc.Arbitrary<KernelCase> =>
  operands(dtype, batches).map(({ a, b, ...attrs }) => ({ inputs: { a, b }, attrs }))

const activations = ['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid']

/** TensorFlow.js gives the fused kernel tensors of three axes; the bias is a vector, or as large as the result. */
const fused = (dtype: 'float32' | 'int32'): fc.Arbitrary<KernelCase> =>
  operands(dtype, batches)
    .chain(({ a, b, transposeA, transposeB }) => {
      const columns = b.shape.at(transposeB ? -2 : -1) as number
      const rows = a.shape.at(transposeA ? -1 : -2) as number
      const biasShape = fc.constantFrom([columns], [rows, columns], [1, columns], [], [1, 1, columns])
      const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
      return fc.record({
        a: fc.constant(a),
        b: fc.constant(b),
        bias: optional(biasShape.chain((shape) => tensorOf(dtype, shape, number[dtype]))),
        preluActivationWeights: tensorOf('float32', [columns], exactFloat),
        attrs: fc.record({
          transposeA: fc.constant(transposeA),
          transposeB: fc.constant(transposeB),
          activation: dtype === 'int32' ? fc.constant('linear') : fc.constantFrom(...activations),
          leakyreluAlpha: fc.constant(0.25),
        }),
      })
    })
    .map(({ a, b, bias, preluActivationWeights, attrs }) => ({
      inputs: {
        a,
        b,
        ...(bias && { bias }),
        ...(attrs.activation === 'prelu' && { preluActivationWeights }),
      },
      attrs,
    }))

export const productCases: CasesByKernel = {
  [BatchMatMul]: kernelCase(fc.oneof(plain('float32'), plain('int32'))),
  [_FusedMatMul]: kernelCase(fc.oneof(fused('float32'), fused('int32'))),
}
