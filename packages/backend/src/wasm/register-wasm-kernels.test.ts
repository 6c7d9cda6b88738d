import '@tensorflow/tfjs-backend-wasm'
import { getKernel } from '@tensorflow/tfjs-core'
import { describe, expect, it, vi } from 'vitest'
import { registerWasmKernels } from './register-wasm-kernels'

const functions = () =>
  ['Conv2DBackpropFilter', 'Einsum', 'BatchMatMul', '_FusedMatMul'].map(
    (name) => getKernel(name, 'wasm')?.kernelFunc,
  )

describe('registerWasmKernels', () => {
  it('registers its kernels once, without a warning', () => {
    const warn = vi.spyOn(console, 'warn')
    const stock = functions()
    expect(stock[0]).toBeUndefined()

    registerWasmKernels()
    const ours = functions()
    ours.forEach((kernel, index) => {
      expect(kernel).toBeTypeOf('function')
      expect(kernel).not.toBe(stock[index])
    })

    registerWasmKernels()
    expect(functions()).toEqual(ours)
    expect(warn).not.toHaveBeenCalled()
  })
})
