import '@tensorflow/tfjs-backend-wasm'
// Registers the gradients.
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { compile } from '../compile'
import { registerRuntime } from '../register-backend'
import { countedRuntime, type CountedRuntime } from '../testing/counted-runtime'

let runtime: CountedRuntime

beforeAll(async () => {
  runtime = await countedRuntime()
  registerRuntime(runtime, { variants: 3 })
})
beforeEach(() => tf.setBackend('onnxruntime'))
afterEach(() => {
  tf.disposeVariables()
  vi.restoreAllMocks()
})

const numbers = (x: tf.Tensor) => [...x.dataSync()]
const code = (code: string, more: object = {}) => expect.objectContaining({ code, ...more }) as Error
/** A variable that shares its data with no other tensor. */
const ownVariable = (values: number[], name?: string) =>
  tf.tidy(() => tf.variable(tf.tensor1d(values), true, name))

describe('a compiled function refuses', () => {
  it('to be called on another backend', async () => {
    const f = compile((x: tf.Tensor) => tf.add(x, 1))
    const refused = code('backend-onnxruntime/not-current')
    await tf.setBackend('cpu')
    expect(() => f(tf.scalar(1))).toThrow(refused)
    await tf.setBackend('onnxruntime')
    expect(numbers(f(tf.scalar(1)))).toEqual([2])
    await tf.setBackend('wasm')
    expect(() => f(tf.scalar(1))).toThrow(refused)
    f.dispose()
  })

  it.each<[string, (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => void]>([
    ['grad', (f, x) => void tf.grad((x: tf.Tensor) => tf.sum(f(x)))(x)],
    ['variableGrads', (f, x) => void tf.variableGrads(() => tf.sum(f(x)) as tf.Scalar)],
    ['minimize', (f, x) => void tf.train.sgd(0.1).minimize(() => tf.sum(f(x)) as tf.Scalar)],
  ])('to be called in %s, which would see no gradient', (_, take) => {
    const v = ownVariable([1])
    const f = compile((x: tf.Tensor) => tf.mul(x, v))
    const x = tf.scalar(2)
    const refused = code('backend-onnxruntime/in-gradient')
    expect(() => take(f, x)).toThrow(refused)
    f(x)
    expect(() => take(f, x)).toThrow(refused)
    expect(numbers(v)).toEqual([1])
    f.dispose()
  })

  it('nothing where a gradient is defined for it', () => {
    const f = compile((x: tf.Tensor) => tf.mul(x, x))
    const square = tf.customGrad((x, save) => {
      ;(save as tf.GradSaveFunc)([x as tf.Tensor])
      return { value: f(x as tf.Tensor), gradFunc: (dy, saved) => tf.mul(dy, tf.mul(saved[0]!, 2)) }
    })
    expect(numbers(tf.grad((x: tf.Tensor) => square(x))(tf.scalar(3)))).toEqual([6])
    f.dispose()
  })

  it('disposed arguments', () => {
    const f = compile((x: tf.Tensor) => tf.add(x, 1))
    const x = tf.scalar(1)
    x.dispose()
    const refused = code('backend-onnxruntime/argument-disposed')
    expect(() => f(x)).toThrow(refused)
    f(tf.scalar(1))
    expect(() => f(x)).toThrow(refused)
    f.dispose()
  })

  it.each<[string, string, (x: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>]>([
    ['an operation without an ONNX form', 'onnx/no-lowering', (x) => tf.unique(x).values],
    ['a read in the middle', 'onnx/read-in-capture', (x) => tf.add(x, x.dataSync()[0]!)],
    ['frozen random numbers', 'onnx/frozen-random', (x) => tf.dropout(x, 0.5)],
    ['a promise', 'onnx/async', (x) => Promise.resolve(tf.add(x, 1))],
  ])('%s', (_, expected, fn) => {
    const f = compile(fn as (x: tf.Tensor) => tf.Tensor)
    const x = tf.tensor1d([1, 2])
    const before = tf.memory()
    expect(() => f(x)).toThrow(code(expected))
    expect(tf.memory()).toEqual(before)
    expect(tf.getBackend()).toBe('onnxruntime')
    f.dispose()
  })
})

describe('tensors that move between backends', () => {
  it('are taken from and given to the others', async () => {
    await tf.setBackend('wasm')
    const [v, constant, x] = [ownVariable([1, 2]), tf.tensor1d([10, 20]), tf.tensor1d([3, 4])]
    await tf.setBackend('onnxruntime')
    const f = compile((x: tf.Tensor) => {
      v.assign(tf.add(v, x) as tf.Tensor1D)
      return tf.mul(constant, x)
    })
    const first = f(x)
    await tf.setBackend('cpu')
    expect([first, tf.add(first, 1), tf.mul(v, constant)].map(numbers)).toEqual([
      [30, 80],
      [31, 81],
      [40, 120],
    ])
    v.assign(tf.tensor1d([0, 0]))
    const moved = tf.tensor1d([5, 6])
    await tf.setBackend('onnxruntime')
    expect(numbers(f(moved))).toEqual([50, 120])
    expect(numbers(v)).toEqual([5, 6])
    await tf.setBackend('wasm')
    expect([tf.add(v, 1), tf.add(constant, 1), tf.add(first, 1)].map(numbers)).toEqual([
      [6, 7],
      [11, 21],
      [31, 81],
    ])
    f.dispose()
  })
})

describe('the sessions of a compiled function', () => {
  it('are bounded, the least recently used goes first, and churn is told once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const before = runtime.open
    let runs = 0
    const sizes = compile(function triple(x: tf.Tensor) {
      runs++
      return tf.mul(x, 3)
    })
    const call = (size: number) => sizes(tf.ones([size])).dispose()
    for (const size of [1, 2, 3]) call(size)
    expect([runs, runtime.open - before]).toEqual([3, 3])
    expect(warn).not.toHaveBeenCalled()
    // 1 is used again, so that 2 goes.
    for (const size of [1, 4, 1, 3]) call(size)
    expect([runs, runtime.open - before]).toEqual([4, 3])
    call(2)
    expect([runs, runtime.open - before]).toEqual([5, 3])
    for (let size = 5; size < 30; size++) call(size)
    expect(runtime.open - before).toBe(3)
    expect(warn).toHaveBeenCalledOnce()
    expect(warn.mock.calls[0]![0]).toMatch(
      /^\[potstill\] triple was called with more than 3 different shapes/,
    )
    sizes.dispose()
    expect(runtime.open).toBe(before)
  })

  it('are replaced where a variable has changed, not added', () => {
    const v = ownVariable([1])
    const before = runtime.open
    const f = compile((x: tf.Tensor) => tf.add(v, x))
    f(tf.scalar(1))
    v.assign(tf.tensor1d([2]))
    f(tf.scalar(1))
    expect(runtime.open - before).toBe(1)
    f.dispose()
  })

  it('are disposed with it, once, and opened again by the next call', () => {
    const before = runtime.open
    const f = compile((x: tf.Tensor) => tf.add(x, 1))
    f(tf.scalar(1))
    f.dispose()
    f.dispose()
    expect(runtime.open).toBe(before)
    expect(numbers(f(tf.scalar(2)))).toEqual([3])
    expect(runtime.open - before).toBe(1)
    f.dispose()
    expect(runtime.open).toBe(before)
  })
})
