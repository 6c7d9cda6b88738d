import { registerGradients } from '@potstill/gradients'
import {
  _FusedMatMul,
  BatchMatMul,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
} from '@tensorflow/tfjs-core'
import { batchMatMul } from './batch-mat-mul'
import { conv2DBackpropFilter } from './conv2d-backprop-filter'
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-gradients'
import { einsum } from './einsum'
import { fusedMatMul } from './fused-mat-mul'
import { unsortedSegmentSum } from './unsorted-segment-sum'

/** Kernels that training needs and TensorFlow.js lacks on wasm. */
const added: readonly KernelConfig[] = [
  conv2DBackpropFilter,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  einsum,
  unsortedSegmentSum,
]

/** Kernels that TensorFlow.js has, and what makes fast and correct ones of them. */
const improved: Readonly<Record<string, (stock: KernelFunc) => KernelFunc>> = {
  [BatchMatMul]: batchMatMul,
  [_FusedMatMul]: fusedMatMul,
}

/** Marks an improved kernel, so that it is not improved again: also across two copies of this package. */
const marker = Symbol.for('potstill.wasm-kernel')

/**
 * Adds to TensorFlow.js's wasm backend what training needs: the gradients of convolutions and of `gather`, `einsum`, and
 * fast products of transposed matrices. `useBackend('wasm')` does this; call it where you choose the backend yourself,
 * after importing `@tensorflow/tfjs-backend-wasm`. Calling it again changes nothing.
 *
 * Registers the gradient of `einsum` too, which serves every backend.
 */
export function registerWasmKernels(): void {
  registerGradients()
  for (const kernel of added) {
    if (!getKernel(kernel.kernelName, 'wasm')) registerKernel(kernel)
  }
  for (const [name, improve] of Object.entries(improved)) {
    const stock = getKernel(name, 'wasm')
    if (!stock || marker in stock.kernelFunc) continue
    unregisterKernel(name, 'wasm')
    registerKernel({ ...stock, kernelFunc: Object.assign(improve(stock.kernelFunc), { [marker]: true }) })
  }
}
