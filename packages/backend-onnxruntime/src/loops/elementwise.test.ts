import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementwise } from './elementwise'
import { broadcastingShapes, anyShape, tensorOf } from './testing/arbitraries'
import { expectAlike, floats, numbers, runKernel, runLoop, type Inputs } from './testing/kernels'

/** Operands that always have one shape. */
const alike = new Set(['EluGrad', 'AddN'])

const names: Readonly<Record<string, readonly string[]>> = {
  Prelu: ['x', 'alpha'],
  EluGrad: ['dy', 'y'],
  AddN: ['0', '1', '2'],
}

const attributes: Readonly<Record<string, object>> = {
  Step: { alpha: 0.25 },
  LeakyRelu: { alpha: 0.25 },
  ClipByValue: { clipValueMin: -1.5, clipValueMax: 2 },
}

const binary = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference', 'Prelu']

function inputsOf(kernel: string): fc.Arbitrary<Inputs> {
  const operands = names[kernel] ?? (binary.includes(kernel) ? ['a', 'b'] : ['x'])
  const shapes =
    operands.length === 2 && !alike.has(kernel)
      ? broadcastingShapes
      : anyShape.map((shape) => operands.map(() => shape))
  return shapes.chain((found) =>
    fc
      .tuple(...found.map(tensorOf))
      .map((tensors) => Object.fromEntries(operands.map((name, index) => [name, tensors[index]!]))),
  )
}

describe('a loop over elements gives what the cpu kernel gives', () => {
  it.each(Object.keys(elementwise))('%s', async (kernel) => {
    await fc.assert(
      fc.asyncProperty(inputsOf(kernel), async (inputs) => {
        const result = await runLoop(kernel, inputs, attributes[kernel])
        // Broadcasting in the middle of both operands is left to others.
        if (result === undefined) fc.pre(false)
        else expectAlike(result, runKernel('cpu', kernel, inputs, attributes[kernel]))
      }),
    )
  })
})

describe('a loop over elements', () => {
  it('is to the bit what the cpu kernels of arithmetic give', async () => {
    const values = Float32Array.from(
      { length: 5000 },
      (_, index) => Math.sin(index) * 10 ** ((index % 9) - 4),
    )
    const a = floats([5000], values)
    const b = floats([5000], values.toReversed())
    for (const kernel of ['Add', 'Sub', 'Multiply', 'RealDiv']) {
      expect((await runLoop(kernel, { a, b }))!.values).toEqual(runKernel('cpu', kernel, { a, b }).values)
    }
    const x = floats([5000], values.map(Math.abs))
    for (const kernel of ['Sqrt', 'Square']) {
      expect((await runLoop(kernel, { x }))!.values).toEqual(runKernel('cpu', kernel, { x }).values)
    }
  })

  it('leaves other types to other ways', async () => {
    const whole = numbers('int32', [2], [1, 2])
    expect(await runLoop('Add', { a: whole, b: whole })).toBe(undefined)
    expect(await runLoop('Add', { a: floats([2], [1, 2]), b: whole })).toBe(undefined)
    expect(await runLoop('Relu', { x: whole })).toBe(undefined)
  })

  it('leaves broadcasting in the middle to other ways', async () => {
    const a = floats([2, 1, 2], [1, 2, 3, 4])
    const b = floats([1, 2, 2], [1, 2, 3, 4])
    expect(await runLoop('Add', { a, b })).toBe(undefined)
    expectAlike(runKernel('onnxruntime', 'Add', { a, b }), runKernel('cpu', 'Add', { a, b }))
  })
})
