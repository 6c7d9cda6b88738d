import { lowerings } from '@potstill/onnx'
import {
  ExpandDims,
  getKernelsForBackend,
  Identity,
  registerKernel,
  Reshape,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'
import type { NativeTensors } from '../runtime/runtime'
import type { Plan } from './eager-sessions'

/** Below so many elements a loop of the cpu backend is done before ONNX Runtime has begun. */
const fewElements = 2048

/** Registers, for a backend on ONNX Runtime, every kernel of the cpu backend, and a faster one where there is one. */
export function registerEagerKernels(backendName: string): void {
  for (const { kernelName, kernelFunc, ...rest } of getKernelsForBackend('cpu')) {
    registerKernel({
      ...rest,
      kernelName,
      backendName,
      kernelFunc: eagerFunction(kernelName, kernelFunc),
    })
  }
}

/** Kernels that give the same data another shape. */
const sharing = new Set([ExpandDims, Identity, Reshape])

function eagerFunction(name: string, stock: KernelFunc): KernelFunc {
  if (sharing.has(name)) return stock
  return name in lowerings ? eagerKernel(name, stock) : exposing(stock)
}

function eagerKernel(name: string, fallback: KernelFunc): KernelFunc {
  const compute = exposing(fallback)
  return (params) => {
    const backend = params.backend as OnnxruntimeBackend
    const tensors = present(params.inputs)
    if (!worthIt(tensors)) return compute(params)
    const plan = backend.sessions.plan(name, tensors, params.attrs)
    return plan instanceof Error ? compute(params) : runPlan(backend, plan, tensors)
  }
}

function runPlan(
  backend: OnnxruntimeBackend,
  plan: Plan,
  tensors: readonly (readonly [string, TensorInfo])[],
) {
  const { session, inputs, results } = plan
  const feeds: NativeTensors = {}
  tensors.forEach(([, tensor], index) => {
    const name = inputs[index]
    if (name !== undefined) {
      feeds[name] = session.tensor(tensor.dtype as 'float32', backend.valuesOf(tensor), tensor.shape)
    }
  })
  const fetches: NativeTensors = {}
  const arrays = results.map((result) => {
    const values = backend.take(result)
    fetches[result.name] = session.tensor(result.dtype, values, result.shape)
    return values
  })
  session.run(feeds, fetches)
  const infos = results.map((result, index) => backend.result(result, arrays[index] as Float32Array))
  return plan.several ? infos : (infos[0] as TensorInfo)
}

/** Kernels of the cpu backend may return views of what they were given. */
function exposing(compute: KernelFunc): KernelFunc {
  return (params) => {
    for (const [, { dataId }] of present(params.inputs)) (params.backend as OnnxruntimeBackend).expose(dataId)
    return compute(params)
  }
}

function present(inputs: NamedTensorInfoMap): (readonly [string, TensorInfo])[] {
  return Object.entries(inputs).filter(([, tensor]) => tensor !== undefined && tensor !== null) as (readonly [
    string,
    TensorInfo,
  ])[]
}

function worthIt(tensors: readonly (readonly [string, TensorInfo])[]): boolean {
  let elements = 0
  for (const [, { shape, dtype }] of tensors) {
    if (dtype !== 'float32') return false
    elements += shape.reduce((size, length) => size * length, 1)
  }
  return elements >= fewElements
}
