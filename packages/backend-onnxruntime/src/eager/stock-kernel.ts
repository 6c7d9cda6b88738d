import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { KernelCall } from './kernel-call'

/**
 * A kernel of the cpu backend, whose results may be views of what it was given: `slice` gives a part of the same array.
 * Such an array is not used again for something else while the view lives.
 */
export function stockKernel(compute: KernelFunc) {
  return (call: KernelCall): TensorInfo | TensorInfo[] => {
    const results = compute(call as Parameters<KernelFunc>[0])
    for (const name in call.inputs) {
      const input = call.inputs[name] as TensorInfo | null | undefined
      if (input === null || input === undefined) continue
      if (Array.isArray(results))
        for (const { dataId } of results) call.backend.exposeViewed(input.dataId, dataId)
      else call.backend.exposeViewed(input.dataId, results.dataId)
    }
    return results
  }
}
