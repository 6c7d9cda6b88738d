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
