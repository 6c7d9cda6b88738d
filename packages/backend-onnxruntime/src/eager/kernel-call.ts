import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core'
import type { OnnxruntimeBackend } from '../onnxruntime-backend'

/** What a kernel is called with. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap
  readonly attrs: NamedAttrMap | undefined
  readonly backend: OnnxruntimeBackend
}
