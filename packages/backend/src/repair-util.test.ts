import { createRequire } from 'node:module'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { removeBackend } from '@tensorflow/tfjs-core'
import { fakeTensorflow, importOnly } from './testing/fake-modules'
import { useBackend } from './use-backend'

/** The object that `require('util')` gives to `@tensorflow/tfjs-node`. */
const util = createRequire(import.meta.url)('util') as Record<
  string,
  ((value: unknown) => boolean) | undefined
>
const original = { isNullOrUndefined: util.isNullOrUndefined, isArray: util.isArray }

afterEach(() => {
  Object.assign(util, original)
  vi.unstubAllGlobals()
  removeBackend('tensorflow')
})

describe("Node's util, as the native packages find it", () => {
  it('has again what newer versions of Node.js have dropped', async () => {
    delete util.isNullOrUndefined
    delete util.isArray
    let answers: unknown
    const importModule = importOnly({
      '@tensorflow/tfjs-node': () => {
        answers = {
          isNullOrUndefined: [null, undefined, 0, ''].map((value) => util.isNullOrUndefined?.(value)),
          isArray: [[], {}].map((value) => util.isArray?.(value)),
        }
        return fakeTensorflow({ isUsingGpuDevice: false })()
      },
    })
    await useBackend('tensorflow', { importModule })
    expect(answers).toEqual({ isNullOrUndefined: [true, true, false, false], isArray: [true, false] })
  })

  it('keeps the functions it has', async () => {
    const importModule = importOnly({ '@tensorflow/tfjs-node': fakeTensorflow({ isUsingGpuDevice: false }) })
    await useBackend('tensorflow', { importModule })
    expect(util.isNullOrUndefined).toBe(original.isNullOrUndefined)
    expect(util.isArray).toBe(original.isArray)
  })
})
