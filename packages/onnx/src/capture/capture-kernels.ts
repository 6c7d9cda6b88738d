import {
  engine,
  getKernel,
  getKernelsForBackend,
  Identity,
  OnesLike,
  registerKernel,
  type KernelFunc,
  type TensorInfo,
  ZerosLike,
} from '@tensorflow/tfjs-core'
import type { LoweringTable } from '../lowering'
import type { Value } from '../value'
import type { CaptureBackend } from './capture-backend'
import { disposedTensor, noLowering } from './refusals'

/** Registers, for a backend that captures, every kernel that the cpu backend or the table has and that it lacks yet. */
export function registerCaptureKernels(backendName: string, table: LoweringTable): void {
  const eager = new Map(
    getKernelsForBackend('cpu').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  )
  for (const kernelName of new Set([...eager.keys(), ...Object.keys(table)])) {
    if (getKernel(kernelName, backendName) !== undefined) continue
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: captureKernel(kernelName, eager.get(kernelName)),
    })
  }
}

/** Kernels that look at the shape of what they are given, and not at its numbers. */
const shapeAlone = new Set([OnesLike, ZerosLike])

function captureKernel(name: string, compute: KernelFunc | undefined): KernelFunc {
  return (params) => {
    const { inputs, attrs, backend: given } = params
    const backend = given as CaptureBackend
    const tensors = Object.entries(inputs).filter(([, input]) => input !== undefined && input !== null) as [
      string,
      TensorInfo,
    ][]
    for (const [, { dataId }] of tensors) {
      if (!engine().state.tensorInfo.has(dataId)) throw disposedTensor(name)
    }
    const constant = shapeAlone.has(name) || !tensors.some(([, tensor]) => backend.isSymbolic(tensor))
    if (constant && compute !== undefined) return compute(params)
    if (name === Identity) return share(backend, inputs['x'] as TensorInfo)
    const { graph, table } = backend.state
    const lower = table[name]
    if (lower === undefined) throw noLowering(name)
    const values = Object.fromEntries(tensors.map(([key, tensor]) => [key, backend.graphValue(tensor)]))
    const results = lower({ inputs: values, attrs, graph })
    const symbolic = (value: Value) => backend.symbolic(value)
    return isList(results) ? results.map(symbolic) : symbolic(results)
  }
}

function share(backend: CaptureBackend, tensor: TensorInfo): TensorInfo {
  // A variable's own data stay with the backend that computes.
  if (!backend.standsForValue(tensor)) return backend.symbolic(backend.graphValue(tensor))
  backend.incRef(tensor.dataId)
  return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype }
}

function isList(results: Value | readonly Value[]): results is readonly Value[] {
  return Array.isArray(results)
}
