import '@tensorflow/tfjs-layers'
import { fused, matMul, tensor1d, type Tensor3D } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { expectNothingLeft, expectSameTensors } from '../testing/both-backends'
import { waves } from '../testing/waves'

/** On both sides of the bounds from which on operands are transposed first. */
const product = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  inner: fc.integer({ min: 1, max: 60 }),
  columns: fc.integer({ min: 1, max: 40 }),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
})
type Product = typeof product extends fc.Arbitrary<infer Value> ? Value : never

/** A matrix on each side may serve a whole batch of the other's. */
const batches = fc.constantFrom<[number[], number[]]>(
  [[], []],
  [[1], []],
  [[1], [1]],
  [[3], [3]],
  [[1], [3]],
  [[3], [1]],
  [
    [2, 2],
    [2, 2],
  ],
  [
    [1, 1],
    [1, 1],
  ],
)

const operands = ({ rows, inner, columns, transposeA, transposeB }: Product, a: number[], b: number[]) => ({
  a: waves([...a, ...(transposeA ? [inner, rows] : [rows, inner])], 1.7),
  b: waves([...b, ...(transposeB ? [columns, inner] : [inner, columns])], 0.9),
})

describe('matrix products on wasm', () => {
  it('equal those of the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(product, batches, async (given, [batchA, batchB]) => {
        await expectSameTensors(() => {
          const { a, b } = operands(given, batchA, batchB)
          return matMul(a, b, given.transposeA, given.transposeB)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('equal them with bias and activation too', async () => {
    const activation = fc.constantFrom(
      'linear',
      'relu',
      'relu6',
      'sigmoid',
      'elu',
      'leakyrelu',
      'prelu' as const,
    )
    const batch = fc.constantFrom<[number[], number[]]>([[], []], [[1], [1]], [[2], [2]])
    await fc.assert(
      fc.asyncProperty(
        product,
        batch,
        activation,
        fc.boolean(),
        async (given, [batchA, batchB], activation, biased) => {
          await expectSameTensors(() => {
            const { a, b } = operands(given, batchA, batchB)
            const bias = tensor1d(Array.from({ length: given.columns }, (_, i) => Math.cos(i)))
            return fused.matMul({
              a: a as Tensor3D,
              b: b as Tensor3D,
              transposeA: given.transposeA,
              transposeB: given.transposeB,
              ...(biased ? { bias } : {}),
              activation: activation as 'relu',
              ...(activation === 'leakyrelu' ? { leakyreluAlpha: 0.3 } : {}),
              ...(activation === 'prelu' ? { preluActivationWeights: waves([given.columns], 0.4) } : {}),
            })
          })
        },
      ),
      { numRuns: 150 },
    )
  })

  it('leave no memory behind', async () => {
    await expectNothingLeft(() =>
      fused.matMul({
        a: waves([40, 30], 1.7),
        b: waves([20, 40], 0.9),
        transposeA: true,
        transposeB: true,
        bias: waves([20], 0.4),
        activation: 'prelu',
        preluActivationWeights: waves([20], 0.3),
      }),
    )
  })
})
