import '@tensorflow/tfjs-backend-wasm'
import { PotstillError } from '@potstill/spec'
import { engine, setBackend } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { reasonOf } from '../lib/reason.mjs'

const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('it threw nothing')
}

describe('reasonOf', () => {
  it('names a kernel that the backend lacks, from what TensorFlow.js says', async () => {
    await setBackend('wasm')
    const error = thrown(() => engine().runKernel('Conv2DBackpropFilter', {}, {}))
    expect(reasonOf(error)).toBe('kernel Conv2DBackpropFilter missing')
  })

  it('keeps of a Potstill error what came, not what to do about it', () => {
    const error = new PotstillError({
      code: 'onnx/no-lowering',
      component: 'OneHot',
      expected: 'operations that have an ONNX form',
      received: 'OneHot',
      fix: 'keep it out',
    })
    expect(reasonOf(error)).toBe('[OneHot] expected operations that have an ONNX form; got OneHot')
  })

  it('keeps the first line of anything else', () => {
    expect(reasonOf(new Error('takes longer than 60 s'))).toBe('takes longer than 60 s')
    expect(reasonOf('two\nlines')).toBe('two')
  })
})
