import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { captured, runCaptured } from './testing/run-captured'

beforeEach(() => tf.setBackend('cpu'))
afterEach(() => tf.disposeVariables())

const numbers = (x: tf.Tensor) => [...x.dataSync()]
const named = ({ variables }: ReturnType<typeof captured>) =>
  variables.map(({ variable, input, output }) => [variable.name, input !== undefined, output !== undefined])

describe('variables of a captured function', () => {
  it('are inputs where it reads them, outputs where it assigns them, and keep their values', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name, i) => tf.variable(tf.scalar(i + 1), true, name))
    tf.variable(tf.scalar(9), true, 'unused')
    const found = captured((x: tf.Tensor) => {
      b!.assign(tf.add(a!, x))
      c!.assign(tf.add(c!, b!))
    }, tf.scalar(0))
    expect(named(found)).toEqual([
      ['a', true, false],
      ['c', true, true],
      ['b', false, true],
    ])
    expect([a, b, c].flatMap((variable) => numbers(variable!))).toEqual([1, 2, 3])
    expect(await runCaptured(found, tf.scalar(10))).toEqual({ w0: [11], w1: [14] })
  })

  it.each(['cpu', 'wasm'])('leave their data with %s', async (backend) => {
    await tf.setBackend(backend)
    const v = tf.variable(tf.tensor1d([1, 2]))
    const found = captured((x: tf.Tensor) => tf.add(tf.clone(v), x), tf.scalar(0))
    expect(named(found)).toEqual([[v.name, true, false]])
    expect(tf.engine().state.tensorInfo.get(v.dataId)?.backend).toBe(tf.backend())
    expect(numbers(v)).toEqual([1, 2])
  })

  it('can swap their values', async () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]
    const found = captured(() => {
      const before = tf.clone(a)
      a.assign(b)
      b.assign(before)
    })
    expect(await runCaptured(found)).toEqual({ w0: [2], w1: [1] })
  })

  it('can be assigned a constant, an argument, and the same tensor twice', async () => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => tf.variable(tf.scalar(0)))
    const found = captured((x: tf.Tensor) => {
      a!.assign(tf.scalar(7))
      b!.assign(x as tf.Scalar)
      const twice = tf.add(x, x)
      c!.assign(twice as tf.Scalar)
      d!.assign(twice as tf.Scalar)
    }, tf.scalar(0))
    expect(await runCaptured(found, tf.scalar(3))).toEqual({ w0: [7], w1: [3], w2: [6], w3: [6] })
  })

  it('are not assigned where they get their own value back', () => {
    const v = tf.variable(tf.scalar(1))
    expect(named(captured(() => v.assign(tf.clone(v))))).toEqual([[v.name, true, true]])
    expect(named(captured(() => v.assign(v)))).toEqual([])
  })

  it('are told from a copy that was taken before', async () => {
    const v = tf.variable(tf.scalar(1))
    const copy = tf.clone(v)
    const found = captured(() => tf.sub(v, copy))
    expect(named(found)).toEqual([[v.name, true, false]])
    v.assign(tf.scalar(5))
    expect(await runCaptured(found)).toEqual({ y0: [4] })
  })

  it('are told from each other where one was assigned the other', async () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]
    a.assign(b)
    const found = captured(() => tf.sub(a, b))
    b.assign(tf.scalar(10))
    expect(await runCaptured(found)).toEqual({ y0: [-8] })
  })

  it('are themselves among the arguments', async () => {
    const v = tf.variable(tf.scalar(1))
    const found = captured(
      (given: tf.Variable, x: tf.Tensor) => {
        v.assign(tf.add(v, x) as tf.Scalar)
        // Through either name it is the new value.
        return tf.mul(given, x)
      },
      v,
      tf.scalar(0),
    )
    expect(found.args).toHaveLength(1)
    expect(await runCaptured(found, v, tf.scalar(3))).toEqual({ y0: [12], w0: [4] })
  })

  it('may be a result: the value that they have at the end', async () => {
    const v = tf.variable(tf.scalar(1))
    const found = captured(() => {
      v.assign(tf.add(v, 1) as tf.Scalar)
      return v
    })
    expect(await runCaptured(found)).toEqual({ y0: [2], w0: [2] })
  })

  it('may be whole numbers', async () => {
    const step = tf.variable(tf.scalar(3, 'int32'), false)
    const found = captured(() => step.assign(tf.add(step, tf.scalar(1, 'int32')) as tf.Scalar))
    expect(await runCaptured(found)).toEqual({ w0: [4] })
  })
})

describe('variables that a captured function makes', () => {
  it('keep their initial value and are then like any other', async () => {
    const w = tf.variable(tf.tensor1d([1, 2]))
    let sum: tf.Variable | undefined
    let runs = 0
    const found = captured((x: tf.Tensor) => {
      runs++
      sum ??= tf.variable(tf.zerosLike(w), false, 'sum')
      sum.assign(tf.add(sum, tf.mul(w, x)) as tf.Tensor1D)
    }, tf.scalar(0))
    expect(runs).toBe(2)
    expect(numbers(sum!)).toEqual([0, 0])
    expect(named(found)).toContainEqual(['sum', true, true])
    expect(await runCaptured(found, tf.scalar(3))).toEqual({ w0: [3, 6] })
  })

  it('may draw their initial value', () => {
    let v: tf.Variable | undefined
    captured((x: tf.Tensor) => tf.add((v ??= tf.variable(tf.randomNormal([3]))), x), tf.scalar(0))
    expect(new Set(numbers(v!)).size).toBe(3)
  })

  it('may start from another variable, and do not follow it', async () => {
    const [v, w] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]
    let copies: tf.Variable[] | undefined
    const found = captured(() => {
      copies ??= [tf.variable(v), tf.variable(tf.clone(w))]
      return copies.map((copy) => tf.add(copy, 1))
    })
    expect(copies!.flatMap(numbers)).toEqual([1, 2])
    v.assign(tf.scalar(9))
    expect(await runCaptured(found)).toEqual({ y0: [2], y1: [3] })
  })

  it('may come one after the other', () => {
    const made: tf.Variable[] = []
    let runs = 0
    captured(() => {
      if (++runs <= 3) made.push(tf.variable(tf.scalar(runs)))
      return made.map((variable) => tf.add(variable, 1))
    })
    expect(runs).toBe(4)
    expect(made.flatMap(numbers)).toEqual([1, 2, 3])
  })

  it('start anew in each call where the function disposes them again', async () => {
    const found = captured((x: tf.Tensor) => {
      const v = tf.variable(tf.scalar(2))
      const before = tf.add(v, x)
      v.assign(tf.mul(v, x) as tf.Scalar)
      const after = tf.add(v, 0)
      v.dispose()
      return [before, after]
    }, tf.scalar(0))
    expect(found.variables).toEqual([])
    expect(Object.keys(tf.engine().registeredVariables)).toEqual([])
    expect(await runCaptured(found, tf.scalar(5))).toEqual({ y0: [7], y1: [10] })
  })

  it('are refused where they are new in each call', () => {
    expect(() => captured(() => tf.add(tf.variable(tf.scalar(1)), 1))).toThrow(
      expect.objectContaining({ code: 'onnx/variables-every-time' }),
    )
  })

  it('are refused where they start from what the function computes, and are not left registered', () => {
    expect(() => captured((x: tf.Tensor) => void tf.variable(tf.add(x, 1)), tf.scalar(0))).toThrow(
      expect.objectContaining({ code: 'onnx/variable-initial' }),
    )
    expect(Object.keys(tf.engine().registeredVariables)).toEqual([])
  })

  it('remain with their initial value where the function fails later', () => {
    let v: tf.Variable | undefined
    expect(() =>
      captured(() => {
        v ??= tf.variable(tf.scalar(4))
        v.assign(tf.add(v, 1) as tf.Scalar)
        throw new RangeError('later')
      }),
    ).toThrow('later')
    expect([v!.isDisposed, ...numbers(v!)]).toEqual([false, 4])
  })
})

it('is refused to dispose a variable of others', () => {
  const v = tf.variable(tf.scalar(1), true, 'theirs')
  expect(() => captured(() => v.dispose())).toThrow(
    expect.objectContaining({
      code: 'onnx/disposes-variable',
      received: expect.stringContaining("'theirs'") as string,
    }),
  )
})
