import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { Value } from '../value'

/** What TensorFlow.js's own computations of shapes take. */
export function tensorInfo({ shape, dtype }: Value): TensorInfo {
  return { dataId: {}, shape: [...shape], dtype: dtype as DataType }
}
