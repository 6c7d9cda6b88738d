import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core'

/** What kernels of our own use of TensorFlow.js's wasm backend. */
interface Heap extends KernelBackend {
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array
}

/**
 * Makes the output of a kernel that is a plain loop over typed arrays, zeros to begin with, and hands the loop a view of
 * it and of its inputs. The output is made first: memory that grows leaves older views behind.
 */
export function computeOnHeap<Names extends string>(
  backend: object,
  output: { readonly shape: readonly number[]; readonly dtype: DataType },
  inputs: Readonly<Record<Names, TensorInfo>>,
  compute: (output: Float32Array | Int32Array, inputs: Record<Names, Float32Array | Int32Array>) => void,
): TensorInfo {
  const heap = backend as Heap
  const made = heap.makeOutput(output.shape, output.dtype)
  const views = Object.fromEntries(
    Object.entries<TensorInfo>(inputs).map(([name, tensor]) => [name, heap.typedArrayFromHeap(tensor)]),
  ) as Record<Names, Float32Array | Int32Array>
  compute(heap.typedArrayFromHeap(made).fill(0), views)
  return made
}
