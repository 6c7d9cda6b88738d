import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { NativeTensors } from '../runtime/runtime'
import type { KernelCall } from './kernel-call'

/** Computes a kernel on ONNX Runtime; undefined where it has no lowering for this. */
export function runPlan(
  kernel: string,
  { inputs, attrs, backend }: KernelCall,
): TensorInfo | TensorInfo[] | undefined {
  const plan = backend.sessions.plan(kernel, inputs, attrs)
  if (plan instanceof Error) return undefined
  const { session, names, results } = plan
  const feeds: NativeTensors = {}
  for (const key in names) {
    const tensor = inputs[key] as TensorInfo
    const values = backend.valuesOf(tensor)
    feeds[names[key] as string] = session.tensor(tensor.dtype as 'float32', values, tensor.shape)
  }
  const fetches: NativeTensors = {}
  const arrays = results.map((result) => {
    const values = backend.take(result)
    fetches[result.name] = session.tensor(result.dtype, values, result.shape)
    return values
  })
  session.run(feeds, fetches)
  const infos = results.map((result, index) => backend.result(result, arrays[index] as Float32Array))
  return plan.several ? infos : infos[0]
}
