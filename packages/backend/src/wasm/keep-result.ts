import type { KernelBackend, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import { runWasmKernel } from './run-wasm-kernel'

export type RunKernel = (
  kernelName: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: NamedAttrMap,
) => TensorInfo

/** Runs kernels from inside another, and gives back the memory of all that they made but the result. */
export function keepResult(backend: object, compute: (run: RunKernel) => TensorInfo): TensorInfo {
  const made: TensorInfo[] = []
  const result = compute((kernelName, inputs, attrs) => {
    const output = runWasmKernel(kernelName, backend, inputs, attrs)
    made.push(output)
    return output
  })
  for (const tensor of made) if (tensor !== result) (backend as KernelBackend).disposeData(tensor.dataId)
  return result
}
