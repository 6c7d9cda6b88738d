import { einsum, ones, setBackend, tensor, tensor1d, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose, expectNothingLeft, expectSameTensors, onBothBackends } from '../testing/both-backends'
import {
  byDefinition,
  cpuIsRight,
  equations,
  shapeOf,
  written,
  type GivenEquation,
} from '../testing/equations'
import { waves } from '../testing/waves'
import { registerWasmKernels } from './register-wasm-kernels'

const floats = (given: GivenEquation) =>
  given.operands.map((labels, index) => waves(shapeOf(labels, given), 1.7 - index))

const integers = (given: GivenEquation) =>
  given.operands.map((labels, index) => {
    const x = waves(shapeOf(labels, given), 1.7 - index, 0, 9)
    return tensor([...x.dataSync()].map(Math.round), x.shape, 'int32')
  })

describe('einsum on wasm', () => {
  it.each([
    ['float32', floats],
    ['int32', integers],
  ] as const)('is what its definition says, of %s', async (dtype, operands) => {
    registerWasmKernels()
    await setBackend('wasm')
    fc.assert(
      fc.property(equations, (given) => {
        tidy(() => {
          const tensors = operands(given)
          const result = einsum(written(given), ...tensors)
          expect(result.dtype).toBe(dtype)
          expect(result.shape).toEqual(shapeOf(given.output, given))
          expectClose(result.dataSync(), byDefinition(given, tensors))
        })
      }),
      { numRuns: 400 },
    )
  })

  it('equals that of the cpu backend wherever that is right', async () => {
    await fc.assert(
      fc.asyncProperty(equations.filter(cpuIsRight), (given) =>
        expectSameTensors(() => einsum(written(given), ...floats(given))),
      ),
      { numRuns: 200 },
    )
  })

  it.each(['ab,bc->ac', 'ab,cb->ca', 'ba,bc->ac', 'abc,dbc->ad', 'nhqd,nhkd->nhqk', 'aecd,abcd->acbe'])(
    'equals that of the cpu backend for %s, where matrices are large',
    async (equation) => {
      const lengths: Record<string, number> = { a: 13, b: 30, c: 9, d: 17, e: 11, n: 3, h: 4, q: 21, k: 37 }
      const [inputs = ''] = equation.split('->')
      await expectSameTensors(() =>
        einsum(
          equation,
          ...inputs.split(',').map((labels, index) =>
            waves(
              [...labels].map((label) => lengths[label]!),
              1.7 - index,
            ),
          ),
        ),
      )
    },
  )

  it('counts bools, and leaves them bools where it sums nothing', async () => {
    const { cpu, wasm } = await onBothBackends(() => {
      const [x, y] = [tensor1d([true, false, true], 'bool'), tensor1d([true, true, true], 'bool')]
      return ['a,a->a', 'a,a->', 'a,b->ab'].map((equation) => plain(einsum(equation, x, y)))
    })
    expect(wasm).toEqual(cpu)
  })

  it('brings operands of different dtypes to the wider one', async () => {
    const { wasm } = await onBothBackends(() => {
      const [halves, counts] = [tensor1d([0.5, 1.5]), tensor1d([3, 5], 'int32')]
      const flags = tensor1d([true, true], 'bool')
      return [
        einsum('a,a->a', halves, counts),
        einsum('a,a->', counts, halves),
        einsum('a,a->', flags, counts),
      ].map(plain)
    })
    expect(wasm).toEqual([
      { dtype: 'float32', values: [1.5, 7.5] },
      { dtype: 'float32', values: [9] },
      { dtype: 'int32', values: [8] },
    ])
  })

  it.each([
    ['ab,bc->ac', [2, 0], [0, 3], [0, 0, 0, 0, 0, 0]],
    ['ab,b->a', [0, 2], [2], []],
  ])('%s adds up nothing where there is nothing', async (equation, a, b, expected) => {
    const { wasm } = await onBothBackends(() => plain(einsum(equation, zeros(a), zeros(b))))
    expect(wasm.values).toEqual(expected)
  })

  it.each([
    ['aa->a', [[2, 2]]],
    ['...a->a', [[2, 2]]],
    ['a,a,a->a', [[2], [2], [2]]],
    [
      'ab,bc->ac',
      [
        [2, 3],
        [4, 2],
      ],
    ],
    ['a->b', [[2]]],
    ['a,a', [[2], [2]]],
  ] as [string, number[][]][])('refuses %s as TensorFlow.js does', async (equation, shapes) => {
    const { cpu, wasm } = await onBothBackends(() =>
      thrown(() => einsum(equation, ...shapes.map((shape) => ones(shape)))),
    )
    expect(cpu).not.toBe('')
    expect(wasm).toBe(cpu)
  })

  it.each(['abc,bcd->da', 'abc,bcd->', 'abc,bcd->abcd', 'abc,bcd->ad'])(
    'leaves no memory behind: %s',
    async (equation) => {
      await expectNothingLeft(() => einsum(equation, waves([2, 3, 4], 1.7), waves([3, 4, 5], 0.9)))
      await expectNothingLeft(() => einsum(equation, ones([2, 3, 4], 'int32'), ones([3, 4, 5], 'bool')))
    },
  )

  it.each(['ab->ba', 'ab->ab', 'ab->', 'ab->b'])('leaves its operand as it was: %s', async (equation) => {
    await expectNothingLeft(() => einsum(equation, waves([2, 3], 1.7)))
    const x = waves([2, 3], 1.7)
    einsum(equation, x).dispose()
    expectClose(x.dataSync(), waves([2, 3], 1.7).dataSync())
  })
})

function plain(x: Tensor) {
  return { dtype: x.dtype, values: [...x.dataSync()] }
}

function thrown(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
