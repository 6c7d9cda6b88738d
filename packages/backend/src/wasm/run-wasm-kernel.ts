import { getKernel, type KernelBackend, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core'

type NamedInputs = Readonly<Record<string, TensorInfo>>

/** Runs a kernel from inside another. The caller gives back the memory of what it returns. */
export function runWasmKernel(
  kernelName: string,
  backend: object,
  inputs: NamedInputs,
  attrs: NamedAttrMap,
): TensorInfo {
  return getKernel(kernelName, 'wasm').kernelFunc({ inputs, attrs, backend }) as TensorInfo
}

/** Runs a kernel, then gives back the memory of `inputs`, though not of those in `kept`. */
export function consume(
  kernelName: string,
  backend: object,
  inputs: NamedInputs,
  attrs: NamedAttrMap,
  kept: NamedInputs = {},
): TensorInfo {
  const result = runWasmKernel(kernelName, backend, { ...inputs, ...kept }, attrs)
  for (const { dataId } of Object.values(inputs)) (backend as KernelBackend).disposeData(dataId)
  return result
}
