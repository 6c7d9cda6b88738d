import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lowerings } from '../lowerings'
import { capture } from './capture'
import { isCapturing } from './capture-engine'
import { captured, runCaptured } from './testing/run-captured'

beforeEach(() => tf.setBackend('cpu'))
afterEach(() => tf.disposeVariables())

const code = (code: string, more: object = {}) => expect.objectContaining({ code, ...more }) as Error
const x = () => tf.tensor1d([1, 2])

describe('capture refuses', () => {
  it('operations without an ONNX form, by name', () => {
    expect(() => captured((x: tf.Tensor) => tf.unique(x).values, x())).toThrow(
      code('onnx/no-lowering', { component: 'Unique', received: 'Unique' }),
    )
  })

  it.each([
    ['dataSync', (x: tf.Tensor) => x.dataSync()],
    ['arraySync', (x: tf.Tensor) => x.arraySync()],
    ['print', (x: tf.Tensor) => x.print()],
    ['bufferSync', (x: tf.Tensor) => x.bufferSync()],
    ['data, which nobody awaits', (x: tf.Tensor) => void x.data()],
    ['array, which nobody awaits', (x: tf.Tensor) => void x.array()],
    [
      'dataSync, and catches it',
      (x: tf.Tensor) => {
        try {
          x.dataSync()
        } catch {
          // goes on
        }
      },
    ],
  ])('numbers that are read on the way: %s', (_, read) => {
    const v = tf.variable(tf.tensor1d([1, 2]))
    const refused = code('onnx/read-in-capture')
    expect(() => captured((x: tf.Tensor) => void read(x), x())).toThrow(refused)
    expect(() => captured((x: tf.Tensor) => void read(tf.add(x, 1)), x())).toThrow(refused)
    expect(() => captured(() => void read(v))).toThrow(refused)
    expect([...v.dataSync()]).toEqual([1, 2])
  })

  it('nothing of constants that are read on the way', async () => {
    const three = tf.scalar(3)
    const found = captured((x: tf.Tensor) => tf.mul(x, three.dataSync()[0]!), tf.scalar(0))
    expect(await runCaptured(found, tf.scalar(2))).toEqual({ y0: [6] })
  })

  it.each([
    ['randomNormal', () => tf.randomNormal([2])],
    ['randomUniform', () => tf.randomUniform([2])],
    ['truncatedNormal', () => tf.truncatedNormal([2])],
    ['dropout', () => tf.dropout(tf.ones([2]), 0.5)],
    ['Math.random', () => tf.scalar(Math.random())],
  ])('random numbers that would be the same in each call: %s', (_, draw) => {
    const before = Math.random
    expect(() => captured((x: tf.Tensor) => tf.add(x, draw()), x())).toThrow(code('onnx/frozen-random'))
    expect(Math.random).toBe(before)
  })

  it('nothing of random numbers with a seed, which are the same in each call anyway', async () => {
    const draw = () => tf.randomUniform([2], 0, 1, 'float32', 'seed')
    const found = captured((x: tf.Tensor) => tf.add(x, draw()), x())
    expect(await runCaptured(found, tf.zeros([2]))).toEqual({ y0: [...draw().dataSync()] })
  })

  it('promises, and swallows what fails in them', async () => {
    const fails = async (x: tf.Tensor) => {
      await Promise.resolve()
      throw new Error(`unheard, of rank ${x.rank}`)
    }
    expect(() => captured(fails, x())).toThrow(code('onnx/async'))
    await new Promise((resolve) => setTimeout(resolve, 1))
  })

  it.each([
    ['complex numbers', () => tf.complex([1], [2]), 'complex64'],
    ['strings', () => tf.tensor1d(['a']), 'string'],
  ])('%s, as arguments, results and variables', (_, make, dtype) => {
    const refused = code('onnx/dtype', { received: dtype })
    expect(() => captured((given: tf.Tensor) => given, make())).toThrow(refused)
    expect(() => captured(make)).toThrow(refused)
    expect(() => captured((given: tf.Tensor) => [given, make()], x())).toThrow(refused)
  })

  it('disposed tensors, where they are used', () => {
    const gone = x()
    gone.dispose()
    expect(() => captured((x: tf.Tensor) => tf.add(x, gone), x())).toThrow(
      code('onnx/disposed', { component: 'Add' }),
    )
    expect(() => captured(() => gone)).toThrow(code('onnx/disposed'))
  })

  it('tensors that are kept for later, which then are no more', () => {
    const kept: tf.Tensor[] = []
    const given = x()
    const before = tf.memory().numTensors
    expect(() =>
      captured((x: tf.Tensor) => {
        kept.push(tf.keep(tf.add(x, 1)))
        return kept[0]
      }, given),
    ).toThrow(code('onnx/kept'))
    expect(kept[0]!.isDisposed).toBe(true)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('nothing of constants that are kept for later', () => {
    let table: tf.Tensor | undefined
    captured((x: tf.Tensor) => tf.mul(x, (table ??= tf.keep(tf.range(0, 2)))), x())
    expect([...table!.dataSync()]).toEqual([0, 1])
  })

  it('a tensor that an earlier capture left behind', () => {
    let left: tf.Tensor | undefined
    const fn = (x: tf.Tensor) => tf.add((left ??= tf.mul(x, 2)), 1)
    captured(fn, x())
    expect(() => captured(fn, x())).toThrow(code('onnx/disposed'))
    expect(() => left!.dataSync()).toThrow('Tensor is disposed')
  })
})

describe('outside of a capture', () => {
  it('the backend that captures computes nothing', async () => {
    captured((x: tf.Tensor) => x, x())
    await tf.setBackend('potstill-capture')
    expect(isCapturing()).toBe(true)
    expect(() => tf.add(1, 2)).toThrow(code('onnx/no-capture'))
  })

  it('is never chosen by itself', async () => {
    captured((x: tf.Tensor) => x, x())
    tf.removeBackend('cpu')
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu')
    tf.registerBackend('cpu', () => new MathBackendCPU())
    await tf.ready()
    expect(tf.getBackend()).toBe('cpu')
  })
})

describe('the table of lowerings', () => {
  it('is that of each capture', () => {
    const fn = (x: readonly tf.Tensor[]) => tf.neg(x[0]!)
    const { Neg: neg, ...others } = lowerings
    expect(() => capture(fn, [x()], { context: undefined, table: others })).toThrow(code('onnx/no-lowering'))
    const table = { ...others, Neg: neg! }
    expect(capture(fn, [x()], { context: undefined, table }).graph.nodes).toHaveLength(2)
  })

  it('may know kernels that the cpu backend lacks', () => {
    const fn = (x: readonly tf.Tensor[]) =>
      tf.engine().runKernel('Twice', { x: x[0]! }) as unknown as tf.Tensor
    const table = {
      Twice: ({ inputs: { x }, graph }: Parameters<(typeof lowerings)[string]>[0]) =>
        graph.node('Add', [x, x], x!),
    }
    const { graph } = capture(fn, [x()], { context: undefined, table })
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Add', 'Identity'])
  })
})
