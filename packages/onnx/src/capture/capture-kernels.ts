import { PotstillError } from '@potstill/spec'
import {
  getKernelsForBackend,
  Identity,
  OnesLike,
  registerKernel,
  type KernelFunc,
  type TensorInfo,
  ZerosLike,
} from '@tensorflow/tfjs-core'
import type { Lowering, LoweringTable } from '../lowering'
import type { Value } from '../value'
import type { CaptureBackend } from './capture-backend'

/** Registers, for a backend that captures, every kernel that the cpu backend or the table has. */
export function registerCaptureKernels(backendName: string, table: LoweringTable): void {
  const eager = new Map(
    getKernelsForBackend('cpu').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  )
  for (const kernelName of new Set([...eager.keys(), ...Object.keys(table)])) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: captureKernel(kernelName, table[kernelName], eager.get(kernelName)),
    })
  }
}

/** Kernels that look at the shape of what they are given, and not at its numbers. */
const shapeAlone = new Set([OnesLike, ZerosLike])

function captureKernel(
  name: string,
  lower: Lowering | undefined,
  compute: KernelFunc | undefined,
): KernelFunc {
  return (params) => {
    const { inputs, attrs, backend: given } = params
    const backend = given as CaptureBackend
    const tensors = Object.entries(inputs).filter(([, input]) => input !== undefined && input !== null) as [
      string,
      TensorInfo,
    ][]
    if (
      compute !== undefined &&
      (shapeAlone.has(name) || !tensors.some(([, tensor]) => backend.isSymbolic(tensor)))
    ) {
      return compute(params)
    }
    if (name === Identity) return share(backend, inputs['x'] as TensorInfo)
    if (lower === undefined) throw noLowering(name)
    const values = Object.fromEntries(tensors.map(([key, tensor]) => [key, backend.graphValue(tensor)]))
    const results = lower({ inputs: values, attrs, graph: backend.state.graph })
    const symbolic = (value: Value) => backend.symbolic(value)
    return isList(results) ? results.map(symbolic) : symbolic(results)
  }
}

function share(backend: CaptureBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  backend.incRef(dataId)
  return { dataId, shape, dtype }
}

function isList(results: Value | readonly Value[]): results is readonly Value[] {
  return Array.isArray(results)
}

function noLowering(kernel: string): PotstillError {
  return new PotstillError({
    code: 'onnx/no-lowering',
    component: kernel,
    expected: 'operations that have an ONNX form',
    received: kernel,
    fix: `keep ${kernel} out of the function that is compiled or exported`,
  })
}
