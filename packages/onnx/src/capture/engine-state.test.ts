import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
// Registers the gradients.
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { captured, runCaptured } from './testing/run-captured'

beforeEach(() => tf.setBackend('cpu'))
afterEach(() => {
  tf.disposeVariables()
  tf.env().set('DEBUG', false)
  vi.restoreAllMocks()
})

const random = Math.random

/** A variable that shares its data with no other tensor. */
const ownVariable = (value: number) => tf.tidy(() => tf.variable(tf.scalar(value)))

/** All of TensorFlow.js's state that a capture touches. */
function engineState() {
  const { state, backendName } = tf.engine()
  const { numTensors, numDataBuffers, numBytes, gradientDepth, kernelDepth, profiling, activeTape } = state
  return {
    backendName,
    numTensors,
    numDataBuffers,
    numBytes,
    gradientDepth,
    kernelDepth,
    profiling,
    activeTape,
    activeScope: state.activeScope,
    scopes: [...state.scopeStack],
    moves: [...state.numDataMovesStack],
    variables: Object.entries(state.registeredVariables).map(([name, { dataId }]) => [name, dataId]),
    values: Object.values(state.registeredVariables).map((variable) => [...variable.dataSync()]),
    flags: { ...tf.env().getFlags() },
    ownMethods: Object.keys(tf.engine()).filter((key) =>
      ['makeVariable', 'track', 'read', 'readSync', 'moveData'].includes(key),
    ),
    random: Math.random === random,
  }
}

/** Fails at each of its steps, one after the other. */
function fragile(failAt: number, v: tf.Variable, constant: tf.Tensor) {
  return (x: tf.Tensor) => {
    let step = 0
    const reach = () => {
      if (step++ === failAt) throw new RangeError(`at ${failAt}`)
    }
    reach()
    v.assign(tf.add(v, x) as tf.Scalar)
    reach()
    return tf.tidy(() => {
      const { grads, value } = tf.variableGrads(() => {
        const y = tf.mul(tf.mul(v, constant), x)
        reach()
        return tf.tidy(() => {
          const z = tf.sum(tf.mul(y, y)) as tf.Scalar
          reach()
          return z
        })
      })
      reach()
      for (const gradient of Object.values(grads)) v.assign(tf.sub(v, gradient) as tf.Scalar)
      reach()
      return value
    })
  }
}

const steps = [0, 1, 2, 3, 4, 5]

describe("TensorFlow.js's state after a capture", () => {
  it.each(steps)('is as before where the function fails at step %i', (failAt) => {
    const [v, constant, x] = [ownVariable(2), tf.scalar(3), tf.scalar(1)]
    const before = engineState()
    expect(() => captured(fragile(failAt, v, constant), x)).toThrow(`at ${failAt}`)
    expect(engineState()).toEqual(before)
  })

  it('is as before where the function succeeds', async () => {
    const [v, constant, x] = [ownVariable(2), tf.scalar(3), tf.scalar(1)]
    const before = engineState()
    const found = captured(fragile(-1, v, constant), x)
    expect(engineState()).toEqual(before)
    // v = 2 + 1, loss (3·3·1)² = 81, its slope 2·9·3 = 54
    expect(await runCaptured(found, x)).toEqual({ y0: [81], w0: [-51] })
  })

  it('is as before where an operation has no lowering', () => {
    const [v, x] = [ownVariable(2), tf.tensor1d([1, 2])]
    const before = engineState()
    expect(() => captured((given: tf.Tensor) => tf.mul(tf.unique(given).values, v), x)).toThrow('Unique')
    expect(engineState()).toEqual(before)
  })

  it.each(['success', 'failure'])('has no more scopes open than before, after %s', (how) => {
    const before = engineState()
    const run = () =>
      captured(() => {
        tf.engine().startScope('left open')
        if (how === 'failure') throw new RangeError('stop')
        return tf.scalar(1)
      })
    if (how === 'failure') expect(run).toThrow('stop')
    else run()
    expect(engineState()).toEqual(before)
  })

  it('is that of the caller again where it is called inside of a tidy, a kernel and a gradient', () => {
    const x = tf.scalar(3)
    const gradient = tf.grad((x: tf.Tensor) => {
      const square = tf.customGrad((given) => {
        const before = engineState()
        const found = captured(
          tf.grad((y: tf.Tensor) => tf.mul(y, y)),
          tf.scalar(1),
        )
        expect(found.graph.nodes.length).toBeGreaterThan(1)
        expect(engineState()).toMatchObject({
          gradientDepth: before.gradientDepth,
          kernelDepth: before.kernelDepth,
          activeScope: before.activeScope,
          activeTape: before.activeTape,
        })
        return { value: tf.square(given as tf.Tensor), gradFunc: (dy) => tf.mul(dy, 5) }
      })
      return tf.add(square(x), x)
    })
    // 5 from the function's own gradient, 1 from x itself.
    expect(gradient(x).dataSync()[0]).toBe(6)
  })

  it('profiles and debugs nothing of it', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    tf.env().set('DEBUG', true)
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const { kernels } = await tf.profile(() => {
      captured((x: tf.Tensor) => tf.add(x, 1), tf.scalar(1))
      return tf.scalar(0)
    })
    expect(kernels).toEqual([])
    expect(log).not.toHaveBeenCalled()
    expect(tf.env().getBool('DEBUG')).toBe(true)
  })

  it.each(['cpu', 'wasm'])('leaves %s in use, and its data usable', async (backend) => {
    await tf.setBackend(backend)
    const [v, constant] = [ownVariable(2), tf.scalar(3)]
    captured(fragile(-1, v, constant), tf.scalar(1))
    expect(tf.getBackend()).toBe(backend)
    expect([v, constant, tf.add(v, constant)].map((x) => x.dataSync()[0])).toEqual([2, 3, 5])
    constant.dispose()
    expect(v.dataSync()[0]).toBe(2)
  })
})
