import '@tensorflow/tfjs-backend-cpu'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import {
  findBackend,
  getKernel,
  type DataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { givenTensor, type GivenTensor } from './given-tensor'

/** The inputs of a kernel: by name, or a list. */
export type KernelInputs = Readonly<Record<string, GivenTensor>> | readonly GivenTensor[]

/** Runs a kernel of TensorFlow.js's cpu backend. */
export function runCpuKernel(kernel: string, inputs: KernelInputs, attrs: object): GivenTensor[] {
  const backend = findBackend('cpu') as MathBackendCPU
  const info = ({ shape, dtype, values }: GivenTensor) =>
    backend.makeTensorInfo([...shape], dtype, values.slice())
  const infos = isList(inputs)
    ? inputs.map(info)
    : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, info(input)]))
  const config = getKernel(kernel, 'cpu')
  const results = config.kernelFunc({
    inputs: infos as NamedTensorInfoMap,
    attrs: attrs as NamedAttrMap,
    backend,
  })
  return [results].flat().map((result: TensorInfo) => {
    const values = backend.readSync(result.dataId) as Float32Array
    return givenTensor(result.dtype as Exclude<DataType, 'string' | 'complex64'>, result.shape, values)
  })
}

export function isList(inputs: KernelInputs): inputs is readonly GivenTensor[] {
  return Array.isArray(inputs)
}
