import { compilerOf, PotstillError } from '@potstill/spec'
import {
  add,
  backend,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
} from '@tensorflow/tfjs-core'
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { availableParallelism } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeTensorflow, importOnly, notFound } from './testing/fake-modules'
import type { BackendRequest } from './backend-name'
import { importModule, type ImportModule } from './import-module'
import { useBackend } from './use-backend'

const gpuPackage = '@tensorflow/tfjs-node-gpu'
const nodePackage = '@tensorflow/tfjs-node'
const onnxPackage = '@potstill/backend-onnxruntime'
const wasmPackage = '@tensorflow/tfjs-backend-wasm'

afterEach(() => {
  vi.unstubAllGlobals()
  for (const name of ['tensorflow', 'onnx'].filter(findBackendFactory)) removeBackend(name)
})

describe("useBackend('auto')", () => {
  it('takes wasm where nothing better is installed, and says why', async () => {
    expect(await useBackend('auto', { importModule: importOnly() })).toEqual({
      name: 'wasm',
      tensorflowName: 'wasm',
      version: '4.22.0',
      threads: 1,
      passedOver: [
        { name: 'tensorflow-gpu', reason: '@tensorflow/tfjs-node-gpu is not installed' },
        { name: 'onnxruntime', reason: '@potstill/backend-onnxruntime is not installed' },
        { name: 'tensorflow', reason: '@tensorflow/tfjs-node is not installed' },
      ],
    })
    expect(getBackend()).toBe('wasm')
  })

  it('takes the GPU where there is one', async () => {
    const importModule = importOnly({ [gpuPackage]: fakeTensorflow({ isUsingGpuDevice: true }) })
    expect(await useBackend('auto', { importModule })).toEqual({
      name: 'tensorflow-gpu',
      tensorflowName: 'tensorflow',
      version: '4.22.0',
      passedOver: [],
    })
    expect(getBackend()).toBe('tensorflow')
  })

  it('stays with the library of the GPU package where that finds no GPU, since a process holds only one', async () => {
    const importModule = vi.fn<ImportModule>(
      importOnly({ [gpuPackage]: fakeTensorflow({ isUsingGpuDevice: false }) }),
    )
    expect(await useBackend('auto', { importModule })).toMatchObject({
      name: 'tensorflow',
      passedOver: [
        { name: 'tensorflow-gpu', reason: 'TensorFlow is loaded, but finds no GPU that it can use' },
        { name: 'onnxruntime' },
      ],
    })
    expect(importModule).not.toHaveBeenCalledWith(nodePackage)
  })

  it('takes ONNX Runtime where it is installed and loads', async () => {
    const installed = importOnly({ [onnxPackage]: () => importModule(onnxPackage) })
    expect(await useBackend('auto', { importModule: installed })).toEqual({
      name: 'onnxruntime',
      tensorflowName: 'onnxruntime',
      version: '1.30.0',
      threads: availableParallelism(),
      passedOver: [{ name: 'tensorflow-gpu', reason: '@tensorflow/tfjs-node-gpu is not installed' }],
    })
    expect(getBackend()).toBe('onnxruntime')
    expect([...add([1, 2], 3).dataSync()]).toEqual([4, 5])
    expect(compilerOf(backend())).toBeDefined()
  })

  it('prefers ONNX Runtime to TensorFlow on the processor', async () => {
    const register = async () => {
      registerBackend('onnx', () => new MathBackendCPU())
      return { tensorflowName: 'onnx', version: '0.1.0', threads: 4 }
    }
    const importModule = importOnly({
      [onnxPackage]: () => ({ registerBackend: register }),
      [nodePackage]: fakeTensorflow({ isUsingGpuDevice: false }),
    })
    expect(await useBackend('auto', { importModule })).toMatchObject({
      name: 'onnxruntime',
      tensorflowName: 'onnx',
      version: '0.1.0',
      threads: 4,
    })
  })

  it.each<[string, Error, string, string]>([
    [
      'is not installed',
      notFound('onnxruntime-node'),
      'onnxruntime-node is not installed',
      'npm install onnxruntime-node --ignore-scripts',
    ],
    [
      'has no library for this system',
      Object.assign(new Error("Cannot find module '../bin/napi-v6/aix/ppc64/onnxruntime_binding.node'"), {
        code: 'MODULE_NOT_FOUND',
      }),
      "onnxruntime-node is installed, but the module '../bin/napi-v6/aix/ppc64/onnxruntime_binding.node' that it needs is missing",
      'install onnxruntime-node again: npm install onnxruntime-node --ignore-scripts',
    ],
    [
      'has a library that does not load',
      Object.assign(
        new Error('ld-linux-x86-64.so.2: cannot open shared object file: No such file or directory'),
        {
          code: 'ERR_DLOPEN_FAILED',
        },
      ),
      'onnxruntime-node is installed, but its native library does not load: ld-linux-x86-64.so.2: cannot open shared object file: No such file or directory',
      'install what the library needs; it needs glibc, which Alpine Linux lacks',
    ],
    [
      'has another binding than the backend knows',
      new PotstillError({
        code: 'backend-onnxruntime/binding',
        component: 'onnxruntime-node',
        expected: 'the synchronous session of onnxruntime-node 1.20 to 1.30',
        received: 'version 1.99.0: it has none',
        fix: 'npm install onnxruntime-node@1.30.0 --ignore-scripts',
      }),
      'expected the synchronous session of onnxruntime-node 1.20 to 1.30; got version 1.99.0: it has none',
      'npm install onnxruntime-node@1.30.0 --ignore-scripts',
    ],
  ])('goes on with wasm where ONNX Runtime %s, and says so', async (_, error, reason, fix) => {
    const importModule = importOnly({
      [onnxPackage]: () => ({ registerBackend: () => Promise.reject(error) }),
    })
    const { name, passedOver } = await useBackend('auto', { importModule })
    expect(name).toBe('wasm')
    expect(passedOver).toContainEqual({ name: 'onnxruntime', reason })
    await expect(useBackend('onnxruntime', { importModule })).rejects.toMatchObject({
      code: 'backend/unavailable',
      received: `onnxruntime: ${reason}`,
      fix,
    })
  })

  it('ends with cpu', async () => {
    const importModule = importOnly({
      [wasmPackage]: () => {
        throw notFound(wasmPackage)
      },
    })
    expect(await useBackend('auto', { importModule })).toMatchObject({
      name: 'cpu',
      tensorflowName: 'cpu',
      version: '4.22.0',
      threads: 1,
    })
    expect(getBackend()).toBe('cpu')
  })

  it('does not try what needs Node.js in a browser', async () => {
    // The test runner itself needs the rest of it.
    vi.stubGlobal('process', Object.create(process, { versions: { value: {} } }))
    const importModule = vi.fn<ImportModule>(importOnly())
    const { name, passedOver } = await useBackend('auto', { importModule })
    expect(name).toBe('wasm')
    expect(passedOver.map(({ reason }) => reason)).toEqual(Array(3).fill('runs in Node.js only'))
    expect(importModule.mock.calls).toEqual([[wasmPackage]])
  })
})

describe('useBackend of a name', () => {
  it('throws with the reason and what to install', async () => {
    await expect(useBackend('tensorflow', { importModule: importOnly() })).rejects.toMatchObject({
      code: 'backend/unavailable',
      component: 'useBackend',
      category: 'request',
      received: 'tensorflow: @tensorflow/tfjs-node is not installed',
      fix: 'npm install @tensorflow/tfjs-node',
    })
  })

  it('throws where the GPU package finds no GPU', async () => {
    const importModule = importOnly({ [gpuPackage]: fakeTensorflow({ isUsingGpuDevice: false }) })
    await expect(useBackend('tensorflow-gpu', { importModule })).rejects.toThrow(
      'tensorflow-gpu: TensorFlow is loaded, but finds no GPU that it can use. To fix it: install the NVIDIA driver, CUDA 11.2 and cuDNN 8.1',
    )
  })

  it('throws where the native package registers nothing', async () => {
    const importModule = importOnly({ [nodePackage]: () => ({}) })
    await expect(useBackend('tensorflow', { importModule })).rejects.toThrow('TensorFlow did not start')
  })

  it('says how to install ONNX Runtime without a download', async () => {
    await expect(useBackend('onnxruntime', { importModule: importOnly() })).rejects.toMatchObject({
      received: 'onnxruntime: @potstill/backend-onnxruntime is not installed',
      fix: 'npm install @potstill/backend-onnxruntime onnxruntime-node --ignore-scripts',
    })
  })

  it('throws where the ONNX Runtime package is of another kind', async () => {
    const importModule = importOnly({ [onnxPackage]: () => ({}) })
    await expect(useBackend('onnxruntime', { importModule })).rejects.toThrow('has no registerBackend()')
  })

  it('throws for a name that is none', async () => {
    await expect(useBackend('webgl' as BackendRequest)).rejects.toMatchObject({
      code: 'backend/unknown',
      received: "'webgl'",
    })
  })

  it('tells wasm where its files are', async () => {
    const setWasmPaths = vi.fn<(prefix: string) => void>()
    const importModule = importOnly({
      [wasmPackage]: () => ({ setWasmPaths, getThreadsCount: () => 4, version_wasm: '4.22.0' }),
    })
    const choice = await useBackend('wasm', { importModule, wasmPaths: 'https://example.org/wasm/' })
    expect(setWasmPaths).toHaveBeenCalledWith('https://example.org/wasm/')
    expect(choice.threads).toBe(4)
  })
})
