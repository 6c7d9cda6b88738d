import type { Graph } from '../graph/graph'
import { elementType, type Value, type ValueType } from '../value'

const lowHalf = 2n ** 32n - 1n

/**
 * The numbers in another type, as TensorFlow.js's arrays convert them: float32 to int32 drops the fraction and keeps the
 * lowest 32 bits, and NaN and the infinities become 0.
 */
export function converted(graph: Graph, value: Value, dtype: ValueType): Value {
  if (value.dtype === dtype) return value
  if (value.dtype !== 'float32' || dtype !== 'int32') return cast(graph, value, dtype)
  const wide = cast(graph, value, 'int64')
  // Without a node between them ONNX Runtime makes one cast of the two, which gives another number for NaN.
  const low = graph.node('BitwiseAnd', [wide, graph.constant(BigInt64Array.of(lowHalf), [], 'int64')], wide)
  return cast(graph, low, 'int32')
}

function cast(graph: Graph, value: Value, dtype: ValueType): Value {
  return graph.node(
    'Cast',
    [value],
    { shape: value.shape, dtype },
    { attributes: { to: elementType[dtype] } },
  )
}
