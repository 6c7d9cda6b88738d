// Registers the gradients.
import { lowerings } from '@potstill/onnx'
import '@tensorflow/tfjs-layers'
import { compilerOf, type CompiledFunction, type Late } from '@potstill/spec'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerBackend } from '../register-backend'

beforeAll(async () => {
  await registerBackend({ threads: 1 })
  await tf.setBackend('onnxruntime')
})
afterEach(() => tf.disposeVariables())

interface Call {
  readonly draw: number
  readonly size?: number
}

const compiled = <Args, Result>(
  fn: (args: Args, late: Late<Call>) => Result,
): CompiledFunction<Args, Result, Call> => compilerOf(tf.backend())!.compile(fn, { name: 'the step' })

const numbers = (x: tf.Tensor) => [...x.dataSync()]
const code = (code: string, more: object = {}) => expect.objectContaining({ code, ...more }) as Error
const ownVariable = (value: number) => tf.tidy(() => tf.variable(tf.scalar(value)))

describe('late tensors of a compiled function', () => {
  const supplied: tf.Tensor[] = []
  const scaled = () =>
    compiled((x: tf.Tensor, late) =>
      tf.mul(
        x,
        late(({ draw, size = 2 }) => {
          const drawn = tf.add(tf.zeros([size]), draw)
          supplied.push(drawn)
          return drawn
        }),
      ),
    )

  it('are made anew for each call, from its context, and disposed', () => {
    const [f, x] = [scaled(), tf.tensor1d([1, 2])]
    const before = tf.memory().numTensors
    const results = [5, 6, 7].map((draw) => tf.tidy(() => numbers(f.run(x, { context: { draw } }))))
    expect(results).toEqual([
      [5, 10],
      [6, 12],
      [7, 14],
    ])
    expect(supplied.length).toBeGreaterThanOrEqual(3)
    expect(supplied.every(({ isDisposed }) => isDisposed)).toBe(true)
    expect(tf.memory().numTensors).toBe(before)
    f.dispose()
  })

  it('are refused where their shape or type changes', () => {
    const [f, x] = [scaled(), tf.tensor1d([1, 2])]
    f.run(x, { context: { draw: 1 } })
    const before = tf.memory().numTensors
    expect(() => f.run(x, { context: { draw: 1, size: 1 } })).toThrow(
      code('backend-onnxruntime/late-changed', { received: 'float32 [1]' }),
    )
    expect(tf.memory().numTensors).toBe(before)
    f.dispose()
  })

  it('are not made where nothing depends on them', () => {
    let made = 0
    const f = compiled((x: tf.Tensor, late) => {
      late(({ draw }) => {
        made++
        return tf.scalar(draw)
      })
      return tf.add(x, 1)
    })
    for (let call = 0; call < 3; call++) f.run(tf.scalar(1), { context: { draw: 0 } })
    expect(made).toBe(1)
    f.dispose()
  })

  it('leave nothing behind where one of them fails', () => {
    let fails = false
    const v = ownVariable(1)
    const f = compiled((x: tf.Tensor, late) => {
      const [one, other] = [
        late(({ draw }) => tf.scalar(draw)),
        late(() => {
          if (fails) throw new RangeError('no more')
          return tf.scalar(2)
        }),
      ]
      v.assign(tf.add(v, tf.mul(tf.add(one, other), x)) as tf.Scalar)
      return tf.add(v, 0)
    })
    const x = tf.scalar(1)
    f.run(x, { context: { draw: 1 } }).dispose()
    const before = tf.memory()
    fails = true
    expect(() => f.run(x, { context: { draw: 1 } })).toThrow('no more')
    expect(tf.memory()).toEqual(before)
    expect(numbers(v)).toEqual([4])
    fails = false
    expect(numbers(f.run(x, { context: { draw: 1 } }))).toEqual([7])
    f.dispose()
  })
})

describe('accept', () => {
  const counting = () => {
    const v = ownVariable(1)
    const f = compiled((x: tf.Tensor) => {
      v.assign(tf.add(v, x) as tf.Scalar)
      return { next: tf.add(v, 0) }
    })
    return { v, f, x: tf.scalar(10) }
  }

  it('sees the result, and leaves the variables as they were by saying no', () => {
    const { v, f, x } = counting()
    const seen: number[][] = []
    const run = (answer: boolean) =>
      f.run(x, {
        context: { draw: 0 },
        accept: ({ next }) => {
          seen.push([...numbers(next), ...numbers(v)])
          return answer
        },
      })
    expect([run(false), run(false), run(true)].map(({ next }) => numbers(next))).toEqual([[11], [11], [11]])
    expect(numbers(v)).toEqual([11])
    expect(seen).toEqual([
      [11, 1],
      [11, 1],
      [11, 1],
    ])
    expect(numbers(run(true).next)).toEqual([21])
    f.dispose()
  })

  it('leaves variables and memory as they were by throwing', () => {
    const { v, f, x } = counting()
    f.run(x, { context: { draw: 0 } }).next.dispose()
    const before = tf.memory()
    const accept = () => {
      throw new RangeError('unacceptable')
    }
    expect(() => f.run(x, { context: { draw: 0 }, accept })).toThrow('unacceptable')
    expect(tf.memory()).toEqual(before)
    expect(numbers(v)).toEqual([11])
    f.dispose()
  })
})

describe('a compiled function inside of another', () => {
  const inside = (inner: CompiledFunction<tf.Tensor, tf.Tensor, Call>, more: object = {}) =>
    compiled((x: tf.Tensor) => inner.run(x, { context: { draw: 3 }, ...more }))

  it('becomes part of it', () => {
    const inner = compiled((x: tf.Tensor) => tf.mul(x, 2))
    const outer = inside(inner)
    expect(numbers(outer.run(tf.scalar(4), { context: { draw: 0 } }))).toEqual([8])
    for (const f of [inner, outer]) f.dispose()
  })

  it.each<[string, (x: tf.Tensor, late: Late<Call>) => tf.Tensor, object]>([
    [
      'late tensors',
      (x, late) =>
        tf.add(
          x,
          late(({ draw }) => tf.scalar(draw)),
        ),
      {},
    ],
    ['accept', (x) => tf.add(x, 1), { accept: () => true }],
  ])('may have no %s', (_, fn, more) => {
    expect(() => inside(compiled(fn), more).run(tf.scalar(4), { context: { draw: 0 } })).toThrow(
      code('backend-onnxruntime/not-inside', { received: expect.stringContaining('the step') as string }),
    )
  })
})

describe('the compiler of the backend', () => {
  it('is found there, and is for the time that the backend is in use', async () => {
    const f = compiled((x: tf.Tensor) => tf.add(x, 1))
    await tf.setBackend('cpu')
    expect(compilerOf(tf.backend())).toBeUndefined()
    expect(() => f.run(tf.scalar(1), { context: { draw: 0 } })).toThrow(
      code('backend-onnxruntime/not-current'),
    )
    await tf.setBackend('onnxruntime')
    expect(numbers(f.run(tf.scalar(1), { context: { draw: 0 } }))).toEqual([2])
    f.dispose()
  })

  it('says so where ONNX Runtime refuses a graph', async () => {
    tf.registerKernel({ kernelName: 'Nonsense', backendName: 'cpu', kernelFunc: () => tf.scalar(0) })
    const table = lowerings as Record<string, (typeof lowerings)[string]>
    table['Nonsense'] = ({ inputs: { x }, graph }) => graph.node('NoSuchOperation', [x], x!)
    const f = compiled((x: tf.Tensor) => tf.engine().runKernel('Nonsense', { x }) as unknown as tf.Tensor)
    const x = tf.scalar(1)
    const before = tf.memory()
    expect(() => f.run(x, { context: { draw: 0 } })).toThrow(
      code('backend-onnxruntime/not-loaded', {
        expected: expect.stringContaining('the step') as string,
        received: expect.stringContaining('NoSuchOperation') as string,
      }),
    )
    expect(tf.memory()).toEqual(before)
    delete table['Nonsense']
  })
})
