import '@tensorflow/tfjs-backend-wasm'
// Registers the gradients.
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { compile } from './compile'
import { registerRuntime } from './register-backend'
import { countedRuntime, type CountedRuntime } from './testing/counted-runtime'

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

describe('a compiled function', () => {
  it('gives what the function gives, and runs it once for each set of shapes', () => {
    let runs = 0
    const f = compile((x: tf.Tensor) => {
      runs++
      return tf.add(tf.mul(x, x), 1)
    })
    expect([f(tf.tensor1d([1, 2])), f(tf.tensor1d([3, 4])), f(tf.scalar(5))].map(numbers)).toEqual([
      [2, 5],
      [10, 17],
      [26],
    ])
    expect(runs).toBe(2)
    f.dispose()
  })

  it('takes and gives nested tensors of every type and of any shape', () => {
    const f = compile(({ b, list: [n, e] }: { b: tf.Tensor; list: tf.Tensor[] }, times: number) => ({
      same: b,
      list: [tf.add(n!, n!), e!],
      times,
      constant: tf.scalar(times),
    }))
    const [b, n, e] = [tf.tensor1d([true, false], 'bool'), tf.scalar(2 ** 30 - 1, 'int32'), tf.zeros([0, 2])]
    const result = f({ b, list: [n, e] }, 3)
    expect([result.same, ...result.list].map(({ dtype, shape }) => [dtype, shape])).toEqual([
      ['bool', [2]],
      ['int32', []],
      ['float32', [0, 2]],
    ])
    expect([result.same, ...result.list, result.constant].map(numbers)).toEqual([
      [1, 0],
      [2 ** 31 - 2],
      [],
      [3],
    ])
    expect(result.times).toBe(3)
    // Results are the caller's, arguments too: none is the other.
    expect(result.same.dataId).not.toBe(b.dataId)
    f.dispose()
  })

  it('is another one for other plain values', () => {
    const f = compile((x: tf.Tensor, power: number) => tf.pow(x, power))
    const x = tf.scalar(3)
    expect([f(x, 1), f(x, 2), f(x, 1)].map(numbers)).toEqual([[3], [9], [3]])
    f.dispose()
  })

  it('may have no results, no arguments, and nothing to compute', () => {
    const nothing = compile(() => undefined as unknown as tf.Tensor)
    expect(nothing()).toBeUndefined()
    const constant = compile(() => tf.scalar(7))
    expect(numbers(constant())).toEqual([7])
    const untouched = compile((_: tf.Tensor) => ({ text: 'x' }))
    expect(untouched(tf.scalar(1))).toEqual({ text: 'x' })
    for (const f of [nothing, constant, untouched]) f.dispose()
  })

  it('leaves nothing behind but its results', () => {
    const [v, x] = [ownVariable([1, 2]), tf.tensor1d([3, 4])]
    const f = compile((x: tf.Tensor) => {
      v.assign(tf.add(v, x) as tf.Tensor1D)
      return { sum: tf.sum(v), x }
    })
    const before = tf.memory()
    for (let call = 0; call < 5; call++) tf.dispose(f(x))
    expect(tf.memory()).toEqual(before)
    tf.tidy(() => void f(x))
    expect(tf.memory()).toEqual(before)
    expect(numbers(v)).toEqual([19, 26])
    f.dispose()
  })

  it('gives its results to the tidy that it is called in', () => {
    const f = compile((x: tf.Tensor) => [tf.add(x, 1), tf.add(x, 2)])
    const x = tf.scalar(1)
    const before = tf.memory().numTensors
    const kept = tf.tidy(() => f(x)[1]!)
    expect(numbers(kept)).toEqual([3])
    expect(tf.memory().numTensors).toBe(before + 1)
    f.dispose()
  })

  it('takes the same tensor in several places', () => {
    const f = compile((a: tf.Tensor, b: tf.Tensor) => tf.sub(tf.mul(a, 3), b))
    const x = tf.scalar(2)
    expect(numbers(f(x, x))).toEqual([4])
    expect(numbers(f(tf.scalar(1), tf.scalar(5)))).toEqual([-2])
    f.dispose()
  })

  it('throws what the function throws, and can be called again', () => {
    let fails = true
    const f = compile((x: tf.Tensor) => {
      if (fails) throw new RangeError('not yet')
      return tf.add(x, 1)
    })
    const x = tf.scalar(1)
    const before = tf.memory()
    expect(() => f(x)).toThrow('not yet')
    expect(tf.memory()).toEqual(before)
    fails = false
    expect(numbers(f(x))).toEqual([2])
    f.dispose()
  })

  it('becomes part of a compiled function that calls it', () => {
    let runs = 0
    const inner = compile((x: tf.Tensor) => {
      runs++
      return tf.mul(x, 2)
    })
    const outer = compile((x: tf.Tensor) => tf.add(inner(x), inner(tf.add(x, 1))))
    // Compiled by itself before, and only inside.
    expect(numbers(inner(tf.scalar(4)))).toEqual([8])
    const opened = runtime.opened.length
    expect(numbers(outer(tf.scalar(4)))).toEqual([18])
    expect(runtime.opened.length).toBe(opened + 1)
    expect(runs).toBe(3)
    const fresh = compile((x: tf.Tensor) => compile((y: tf.Tensor) => tf.neg(y))(x))
    expect(numbers(fresh(tf.scalar(4)))).toEqual([-4])
    for (const f of [inner, outer, fresh]) f.dispose()
  })
})

describe('a compiled function and variables', () => {
  it('reads what they are at the time of the call, and assigns them', () => {
    const v = ownVariable([1, 2])
    const f = compile((x: tf.Tensor) => {
      v.assign(tf.mul(v, x) as tf.Tensor1D)
      return tf.sum(v)
    })
    expect(numbers(f(tf.scalar(2)))).toEqual([6])
    expect(numbers(v)).toEqual([2, 4])
    v.assign(tf.tensor1d([10, 20]))
    expect(numbers(f(tf.scalar(3)))).toEqual([90])
    f.dispose()
  })

  it('sees that one changed which it only reads, again and again', () => {
    const v = ownVariable([1, 2])
    let runs = 0
    const f = compile((x: tf.Tensor) => {
      runs++
      return tf.add(v, x)
    })
    const sums = Array.from({ length: 5 }, (_, step) => {
      v.assign(tf.tensor1d([step, 2 * step]))
      return numbers(f(tf.scalar(1)))
    })
    expect(sums).toEqual([0, 1, 2, 3, 4].map((step) => [step + 1, 2 * step + 1]))
    // A constant at first; once it has changed it is an input.
    expect(runs).toBe(2)
    f.dispose()
  })

  it('takes a variable as an argument, as itself', () => {
    const [v, w] = [ownVariable([1]), ownVariable([5])]
    const f = compile((given: tf.Variable, x: tf.Tensor) => {
      given.assign(tf.add(given, x))
      return tf.mul(given, 2)
    })
    expect([f(v, tf.scalar(1)), f(w, tf.scalar(1)), f(v, tf.scalar(1))].map(numbers)).toEqual([
      [4],
      [12],
      [6],
    ])
    expect([numbers(v), numbers(w)]).toEqual([[3], [6]])
    f.dispose()
  })

  it('gives the value of one as a result, not the variable', () => {
    const v = ownVariable([1])
    const f = compile(() => v as tf.Tensor)
    const result = f()
    v.assign(tf.tensor1d([2]))
    expect(numbers(result)).toEqual([1])
    expect(numbers(f())).toEqual([2])
    result.dispose()
    expect(v.isDisposed).toBe(false)
    f.dispose()
  })

  it('says which one is disposed, and is compiled with others after its own disposal', () => {
    let v = ownVariable([1], 'mine')
    const f = compile((x: tf.Tensor) => tf.add(v, x))
    f(tf.scalar(1))
    v.dispose()
    v = ownVariable([5], 'other')
    expect(() => f(tf.scalar(1))).toThrow(
      code('backend-onnxruntime/variable-disposed', { received: "'mine', which is disposed" }),
    )
    f.dispose()
    expect(numbers(f(tf.scalar(1)))).toEqual([6])
    f.dispose()
  })

  it('knows a copy from the variable that it was taken of', () => {
    const v = ownVariable([1])
    const copy = tf.clone(v)
    const f = compile(() => {
      v.assign(tf.add(v, 1))
      return tf.sub(v, copy)
    })
    expect([f(), f()].map(numbers)).toEqual([[1], [2]])
    expect(numbers(copy)).toEqual([1])
    f.dispose()
  })
})

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
