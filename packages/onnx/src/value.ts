import type { DataType } from '@tensorflow/tfjs-core'

/** Element types that values of a graph have. TensorFlow.js has no int64: it only occurs inside, as shapes and axes. */
export type ValueType = 'float32' | 'int32' | 'bool' | 'int64'

/** A tensor of a graph: known by its name, its shape and its element type, without numbers. */
export interface Value {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: ValueType
}

/** What a constant's numbers are kept in; bools as bytes. */
export type Elements = Float32Array | Int32Array | Uint8Array | BigInt64Array

/** The numbers of `TensorProto.DataType`. */
export const elementType: Readonly<Record<ValueType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 }

/** The element type of a TensorFlow.js tensor; undefined for complex numbers and strings, which no graph has. */
export function valueType(dtype: DataType): ValueType | undefined {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? dtype : undefined
}
