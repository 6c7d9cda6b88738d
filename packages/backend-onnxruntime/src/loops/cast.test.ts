import { findBackend, type TensorInfo } from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { registerBackend } from '../register-backend'
import { cast } from './cast'
import { expectAlike, numbers, runKernel, runLoop } from './testing/kernels'

const values = [0, 1, -1, 2.75, -2.75, 255, 256, 2 ** 31 - 1, 2 ** 31, -(2 ** 33) - 5, NaN, Infinity]

it.each([
  ['float32', 'int32', values],
  ['int32', 'float32', [0, 1, -5, 2 ** 24 + 1, 2 ** 31 - 1]],
  ['bool', 'float32', [0, 1, 1]],
  ['bool', 'int32', [0, 1, 1]],
] as const)('converts %s to %s as the cpu kernel does', async (from, dtype, given) => {
  const x = numbers(from, [given.length], given)
  expectAlike((await runLoop('Cast', { x }, { dtype }))!, runKernel('cpu', 'Cast', { x }, { dtype }))
})

it('shares the data where the type stays', async () => {
  await registerBackend()
  const backend = findBackend('onnxruntime') as OnnxruntimeBackend
  const x = backend.makeTensorInfo([1], 'float32', Float32Array.of(1))
  const result = cast['Cast']!({ inputs: { x }, attrs: { dtype: 'float32' }, backend }) as TensorInfo
  expect(result.dataId).toBe(x.dataId)
  expect(backend.refCount(x.dataId)).toBe(2)
})

it('leaves truths and complex numbers to the cpu kernel', async () => {
  const x = numbers('float32', [2], [0, NaN])
  expect(await runLoop('Cast', { x }, { dtype: 'bool' })).toBe(undefined)
  expectAlike(
    runKernel('onnxruntime', 'Cast', { x }, { dtype: 'bool' }),
    runKernel('cpu', 'Cast', { x }, { dtype: 'bool' }),
  )
  expect(await runLoop('Cast', { x }, { dtype: 'complex64' })).toBe(undefined)
})
