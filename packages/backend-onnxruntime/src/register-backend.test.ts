import { compilerOf } from '@potstill/spec'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BackendOptions } from './backend-options'
import { compile } from './compile'
import { backendName, registerBackend, registerRuntime } from './register-backend'
import type { SessionOptions } from './runtime/runtime'
import { fakeOnnxruntime } from './testing/fake-onnxruntime'

afterEach(async () => {
  vi.restoreAllMocks()
  if (tf.findBackendFactory(backendName) !== null) tf.removeBackend(backendName)
  await tf.setBackend('cpu')
})

const double = (x: tf.Tensor) => tf.add(x, x)

/** The options of the session that a compiled function opens. */
async function compiledOptions(options: Partial<BackendOptions>): Promise<SessionOptions> {
  const { runtime, asked } = fakeOnnxruntime()
  registerRuntime(runtime, options)
  await tf.setBackend(backendName)
  const f = compile(double)
  f(tf.scalar(1))
  f.dispose()
  return asked.options.at(-1)!
}

describe('registerBackend', () => {
  it('makes a backend that computes and compiles', async () => {
    const registered = await registerBackend({ threads: 2 })
    expect(registered).toEqual({ tensorflowName: 'onnxruntime', version: '1.30.0', threads: 2 })
    await tf.setBackend(backendName)
    expect(compilerOf(tf.backend())).toBeDefined()
    expect([...tf.add([1, 2], 3).dataSync()]).toEqual([4, 5])
  })

  it('holds to the options of the first call', async () => {
    await registerBackend({ threads: 2 })
    expect(await registerBackend({ threads: 3 })).toMatchObject({ threads: 2 })
  })

  it('can be called again after the backend was removed, with other options and without a word', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await registerBackend({ threads: 2 })
    await tf.setBackend(backendName)
    const f = compile(double)
    f(tf.scalar(1))
    tf.removeBackend(backendName)
    expect(await registerBackend({ threads: 1 })).toMatchObject({ threads: 1 })
    await tf.setBackend(backendName)
    // Compiled anew, for the backend that is in use now.
    expect(f(tf.scalar(4)).dataSync()[0]).toBe(8)
    f.dispose()
    expect(warn).not.toHaveBeenCalled()
  })

  it('throws for an option that is none', async () => {
    await expect(registerBackend({ threads: 0 })).rejects.toMatchObject({
      code: 'backend-onnxruntime/options',
    })
    expect(tf.findBackendFactory(backendName)).toBeNull()
  })
})

describe('what compiled functions run with', () => {
  it('is the cpu and all threads, unless told otherwise', async () => {
    expect(await compiledOptions({})).toMatchObject({
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
    })
  })

  it.each(['cuda', 'webgpu', 'coreml', 'dml'] as const)(
    'is %s, and the cpu for what that lacks',
    async (provider) => {
      expect(await compiledOptions({ executionProvider: provider, threads: 5 })).toMatchObject({
        executionProviders: [provider, 'cpu'],
        intraOpNumThreads: 5,
      })
    },
  )

  it('has what is passed on to ONNX Runtime', async () => {
    const device = [{ name: 'cuda', deviceId: 1 }]
    const sessionOptions = { executionProviders: device, enableMemPattern: false }
    expect(await compiledOptions({ sessionOptions })).toMatchObject(sessionOptions)
  })

  it('is tried before the backend is registered, where it is not the cpu', () => {
    const { runtime, asked } = fakeOnnxruntime({
      loadModel: ({ executionProviders }) => {
        if (executionProviders?.[0] === 'cuda')
          throw new Error('libcudart.so.12: cannot open shared object file\n')
      },
    })
    expect(() => registerRuntime(runtime, { executionProvider: 'cuda' })).toThrow(
      expect.objectContaining({
        code: 'backend-onnxruntime/provider',
        expected: 'the execution provider cuda of onnxruntime-node 1.99.0 to start here',
        received: 'libcudart.so.12: cannot open shared object file',
      }),
    )
    expect(tf.findBackendFactory(backendName)).toBeNull()
    expect(asked.options).toHaveLength(1)
  })

  const foreign = { linux: 'dml', darwin: 'dml', win32: 'coreml' }[process.platform as string] as 'dml'
  it(`cannot be what the ONNX Runtime of ${process.platform} lacks: ${foreign}`, async () => {
    await expect(registerBackend({ executionProvider: foreign })).rejects.toMatchObject({
      code: 'backend-onnxruntime/provider',
      received: expect.stringContaining(foreign) as string,
    })
  })
})
