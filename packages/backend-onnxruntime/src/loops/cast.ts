import { Cast, type DataType, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Loop, LoopTable } from './loop'

const castLoop: Loop = ({ inputs, attrs, backend }) => {
  const { dataId, shape, dtype } = inputs['x'] as TensorInfo
  const target = attrs?.['dtype'] as DataType
  if (target === dtype) {
    backend.incRef(dataId)
    return { dataId, shape, dtype }
  }
  const known = dtype === 'float32' || dtype === 'int32' || dtype === 'bool'
  if (!known || (target !== 'float32' && target !== 'int32')) return undefined
  const result = backend.take({ dtype: target, shape })
  result.set(backend.valuesOf({ dataId, shape, dtype }))
  return backend.result({ dtype: target, shape }, result)
}

/** Numbers in another array, converted as JavaScript converts them; the same type shares its data. */
export const cast: LoopTable = { [Cast]: castLoop }
