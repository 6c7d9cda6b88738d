import { PotstillError } from '@potstill/spec'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { PooledArray } from '../memory/buffer-pool'
import type { NativeTensors } from '../runtime/runtime'
import type { Plan } from './eager-sessions'
import type { KernelCall } from './kernel-call'

/**
 * Computes a kernel on ONNX Runtime; undefined where it has no lowering for this. Throws what ONNX Runtime throws.
 */
export function runPlan(kernel: string, call: KernelCall): TensorInfo | TensorInfo[] | undefined {
  const { inputs, attrs, backend } = call
  const plan = backend.sessions.plan(kernel, inputs, attrs)
  if (plan instanceof PotstillError) return undefined
  if (plan instanceof Error) throw plan
  const arrays = compute(plan, call)
  const infos = plan.results.map((result, index) => backend.result(result, arrays[index] as PooledArray))
  return plan.several ? infos : infos[0]
}

function compute({ session, names, results }: Plan, { inputs, backend }: KernelCall): readonly PooledArray[] {
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
  return arrays
}
