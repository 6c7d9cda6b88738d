import { describe, expect, it } from 'vitest'
import { fakeOnnxruntime, importFakes, type FakeFile } from '../testing/fake-onnxruntime'
import { loadRuntime } from './load-runtime'

const api = 'onnxruntime-node'
const file = 'onnxruntime-node/dist/binding.js'

const load = (files: Readonly<Record<string, FakeFile>>) => loadRuntime(importFakes(files))

describe('loadRuntime', () => {
  it('loads the installed ONNX Runtime, once', async () => {
    const [one, other] = await Promise.all([loadRuntime(), loadRuntime()])
    expect(one.version).toBe('1.30.0')
    expect(one).toBe(other)
  })

  it('starts the binding and tries it, also without copies, which this one cannot', async () => {
    const fake = fakeOnnxruntime()
    const runtime = await load({ [api]: fake.api, [file]: fake.binding })
    expect(runtime).toEqual(fake.runtime)
    expect(fake.asked).toMatchObject({ started: 1, disposed: 2 })
    expect(fake.asked.options).toHaveLength(2)
  })

  it('finds exports that CommonJS hides under default, and needs no start where there is none', async () => {
    const { api: exported, binding, runtime } = fakeOnnxruntime()
    const { initOrt: _, ...older } = binding
    expect(await load({ [api]: { default: exported }, [file]: { default: older } })).toEqual(runtime)
  })

  it('throws what the import throws where the package is not installed, or its library does not load', async () => {
    await expect(load({})).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
    const noLibrary = Object.assign(new Error('libonnxruntime.so.1: cannot open shared object file'), {
      code: 'ERR_DLOPEN_FAILED',
    })
    await expect(load({ [api]: noLibrary })).rejects.toBe(noLibrary)
  })

  const { api: fine, binding } = fakeOnnxruntime()
  it.each<[string, Readonly<Record<string, FakeFile>>, string]>([
    ['the file is gone', { [api]: fine }, 'its file dist/binding.js is not to be had'],
    ['the session is gone', { [api]: fine, [file]: { binding: {} } }, 'it has none'],
    ['the binding is gone', { [api]: fine, [file]: {} }, 'it has none'],
    ['the tensors are gone', { [api]: {}, [file]: binding }, 'it has no Tensor'],
    [
      'results go elsewhere',
      { [api]: fine, [file]: fakeOnnxruntime({ run: () => undefined }).binding },
      'it fails: its results do not arrive in the given arrays',
    ],
    [
      'the session takes no such arguments',
      {
        [api]: fine,
        [file]: fakeOnnxruntime({
          loadModel: () => {
            throw new TypeError('expected a path')
          },
        }).binding,
      },
      'it fails: expected a path',
    ],
    [
      'the start fails',
      {
        [api]: fine,
        [file]: {
          ...binding,
          initOrt: () => {
            throw new Error('no environment')
          },
        },
      },
      'it fails: no environment',
    ],
  ])('says that the binding differs where %s', async (_, files, received) => {
    await expect(load(files)).rejects.toMatchObject({
      code: 'backend-onnxruntime/binding',
      component: 'onnxruntime-node',
      received: expect.stringMatching(`^version (1.99.0|unknown): ${received}$`) as string,
    })
  })
})
