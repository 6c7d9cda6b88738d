/**
 * The typed array that holds each dtype of a safetensors file. JavaScript has no arrays of `F16`, `BF16`, `F8_E4M3`
 * and `F8_E5M2`: those hold the raw bits (`float32Values` decodes the first two). `BOOL` holds 0 and 1.
 */
export interface SafeTensorData {
  readonly F64: Float64Array
  readonly F32: Float32Array
  readonly F16: Uint16Array
  readonly BF16: Uint16Array
  readonly F8_E4M3: Uint8Array
  readonly F8_E5M2: Uint8Array
  readonly I64: BigInt64Array
  readonly U64: BigUint64Array
  readonly I32: Int32Array
  readonly U32: Uint32Array
  readonly I16: Int16Array
  readonly U16: Uint16Array
  readonly I8: Int8Array
  readonly U8: Uint8Array
  readonly BOOL: Uint8Array
}

export type SafeTensorDtype = keyof SafeTensorData

/** One named array of a safetensors file, row-major. Checking `dtype` narrows the type of `data`. */
export type SafeTensor = {
  [Dtype in SafeTensorDtype]: {
    readonly dtype: Dtype
    readonly shape: readonly number[]
    readonly data: SafeTensorData[Dtype]
  }
}[SafeTensorDtype]

type ArrayConstructor = {
  new (buffer: ArrayBuffer): SafeTensorData[SafeTensorDtype]
  readonly BYTES_PER_ELEMENT: number
}

const constructors: Readonly<Record<SafeTensorDtype, ArrayConstructor>> = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  F8_E4M3: Uint8Array,
  F8_E5M2: Uint8Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
}

export const safeTensorDtypes = Object.keys(constructors) as readonly SafeTensorDtype[]

export function isSafeTensorDtype(value: unknown): value is SafeTensorDtype {
  return typeof value === 'string' && Object.hasOwn(constructors, value)
}

export function arrayConstructor(dtype: SafeTensorDtype): ArrayConstructor {
  return constructors[dtype]
}

/** Bytes of one element. */
export function elementSize(dtype: SafeTensorDtype): number {
  return constructors[dtype].BYTES_PER_ELEMENT
}
