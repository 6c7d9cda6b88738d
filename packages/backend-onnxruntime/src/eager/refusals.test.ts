import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import { profile } from '../profile/profile'
import { registerRuntime } from '../register-backend'
import { loadRuntime } from '../runtime/load-runtime'

let refuses = false

beforeAll(async () => {
  const runtime = await loadRuntime()
  class Refusing extends runtime.Session {
    override run(...given: Parameters<InstanceType<typeof runtime.Session>['run']>) {
      if (refuses) throw new Error('this is not for me')
      return super.run(...given)
    }
  }
  registerRuntime({ ...runtime, Session: Refusing })
  await tf.setBackend('onnxruntime')
})

afterEach(() => {
  refuses = false
  vi.restoreAllMocks()
})

describe('what ONNX Runtime refuses', () => {
  it('is computed by the cpu kernel, with a warning the first time, and seen in a profile', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const x = tf.ones([40, 40])
    refuses = true
    const { result, entries } = profile(() => [1, 2].map(() => tf.matMul(x, x).dataSync()[0]))
    expect(result).toEqual([40, 40])
    expect(entries).toEqual([expect.objectContaining({ kernel: 'BatchMatMul', place: 'refused', calls: 2 })])
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringMatching(/did not compute BatchMatMul.*this is not for me/),
    ])
    expect((tf.backend() as OnnxruntimeBackend).refusals.kernels).toEqual(['BatchMatMul'])
  })

  it('is no warning where the cpu kernel refuses it too', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const a = tf.ones([100, 100])
    expect(() => tf.einsum('ij,jk->il', a, a)).toThrow('Output subscripts contain the label l')
    expect(warn).not.toHaveBeenCalled()
  })
})
