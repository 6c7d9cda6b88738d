export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

interface Dtype {
  readonly size: number
  /** The numbers in these bytes, as many as fit. */
  readonly read: (bytes: Uint8Array) => NpyData
}

type Maker = new (length: number) => NpyData
type Get = (view: DataView, offset: number, little: boolean) => number

const dtypes: Readonly<Record<string, readonly [size: number, array: Maker, get: Get]>> = {
  b1: [1, Uint8Array, (view, offset) => view.getUint8(offset)],
  u1: [1, Uint8Array, (view, offset) => view.getUint8(offset)],
  i1: [1, Int8Array, (view, offset) => view.getInt8(offset)],
  u2: [2, Uint16Array, (view, offset, little) => view.getUint16(offset, little)],
  i2: [2, Int16Array, (view, offset, little) => view.getInt16(offset, little)],
  f2: [2, Float32Array, (view, offset, little) => float16(view.getUint16(offset, little))],
  u4: [4, Uint32Array, (view, offset, little) => view.getUint32(offset, little)],
  i4: [4, Int32Array, (view, offset, little) => view.getInt32(offset, little)],
  f4: [4, Float32Array, (view, offset, little) => view.getFloat32(offset, little)],
  u8: [8, Float64Array, (view, offset, little) => Number(view.getBigUint64(offset, little))],
  i8: [8, Float64Array, (view, offset, little) => Number(view.getBigInt64(offset, little))],
  f8: [8, Float64Array, (view, offset, little) => view.getFloat64(offset, little)],
}

/** What numpy means by a type such as `<f4`; undefined for one that holds no numbers. */
export function npyDtype(name: string): Dtype | undefined {
  const [, order = '', kind = ''] = /^([<>|=])(\w\d)$/.exec(name) ?? []
  const found = dtypes[kind]
  if (found === undefined || order === '=') return undefined
  const [size, array, get] = found
  return {
    size,
    read(bytes) {
      const count = Math.floor(bytes.length / size)
      if (size === 1 && array === Uint8Array) return bytes.subarray(0, count)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const data = new array(count)
      for (let i = 0; i < count; i++) data[i] = get(view, i * size, order !== '>')
      return data
    },
  }
}

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
