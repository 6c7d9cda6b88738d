import { PotstillError } from '@potstill/spec'
import { elementCount } from './element-count'

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** An array of an idx file, row-major. */
export interface IdxArray {
  readonly shape: readonly number[]
  readonly data: IdxData
}

interface Element {
  readonly code: number
  readonly array: { new (length: number): IdxData; readonly BYTES_PER_ELEMENT: number }
  readonly read: (view: DataView, offset: number) => number
  readonly write: (view: DataView, offset: number, value: number) => void
}

/** The third byte of the magic number says what an element is. Numbers are big-endian. */
const elements: readonly Element[] = [
  { code: 0x08, array: Uint8Array, read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  { code: 0x09, array: Int8Array, read: (v, o) => v.getInt8(o), write: (v, o, x) => v.setInt8(o, x) },
  { code: 0x0b, array: Int16Array, read: (v, o) => v.getInt16(o), write: (v, o, x) => v.setInt16(o, x) },
  { code: 0x0c, array: Int32Array, read: (v, o) => v.getInt32(o), write: (v, o, x) => v.setInt32(o, x) },
  {
    code: 0x0d,
    array: Float32Array,
    read: (v, o) => v.getFloat32(o),
    write: (v, o, x) => v.setFloat32(o, x),
  },
  {
    code: 0x0e,
    array: Float64Array,
    read: (v, o) => v.getFloat64(o),
    write: (v, o, x) => v.setFloat64(o, x),
  },
]

/**
 * Reads an idx file, the format of MNIST. Data of bytes are a view of the file, not a copy.
 *
 * Throws a PotstillError for another kind of file (`formats/idx-magic`) or a damaged one (`formats/idx-size`).
 *
 * @example
 * Array.from(readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 5, 7])).data) // => [5, 7]
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const [first, second, code, axes = 0] = bytes
  const element = elements.find((candidate) => candidate.code === code)
  if (bytes.length < 4 || first !== 0 || second !== 0 || element === undefined || axes === 0) {
    throw magicError(bytes)
  }
  const header = 4 + 4 * axes
  if (bytes.length < header) throw sizeError(`a header of ${header} bytes`, `a file of ${bytes.length}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis))
  const count = elementCount(shape)
  const size = element.array.BYTES_PER_ELEMENT
  if (bytes.length !== header + count * size) {
    throw sizeError(
      `${header + count * size} bytes for [${shape.join(', ')}] of ${element.array.name}`,
      `${bytes.length}`,
    )
  }
  if (element.array === Uint8Array) return { shape, data: bytes.subarray(header) }
  const data = new element.array(count)
  for (let i = 0; i < count; i++) data[i] = element.read(view, header + i * size)
  return { shape, data }
}

/**
 * Writes an idx file; the typed array decides what its elements are.
 *
 * Throws a PotstillError (`formats/idx-size`) where data and shape do not fit.
 *
 * @example
 * Array.from(writeIdx({ shape: [2], data: new Uint8Array([5, 7]) })) // => [0, 0, 8, 1, 0, 0, 0, 2, 5, 7]
 */
export function writeIdx({ shape, data }: IdxArray): Uint8Array<ArrayBuffer> {
  const element = elements.find(({ array }) => data instanceof array)
  if (element === undefined || shape.length === 0 || shape.length > 255) {
    throw new PotstillError({
      code: 'formats/idx-magic',
      component: 'idx',
      expected: `1 to 255 axes of ${elements.map(({ array }) => array.name).join(', ')}`,
      received: `${shape.length} axes of ${data.constructor.name}`,
      fix: 'give data of a type and shape that idx files can hold',
    })
  }
  if (data.length !== elementCount(shape)) {
    throw sizeError(`${elementCount(shape)} elements for [${shape.join(', ')}]`, `${data.length}`)
  }
  const header = 4 + 4 * shape.length
  const size = element.array.BYTES_PER_ELEMENT
  const bytes = new Uint8Array(header + data.length * size)
  const view = new DataView(bytes.buffer)
  bytes.set([0, 0, element.code, shape.length])
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length))
  data.forEach((value, i) => element.write(view, header + i * size, value))
  return bytes
}

function magicError(bytes: Uint8Array): PotstillError {
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return new PotstillError({
    code: 'formats/idx-magic',
    component: 'idx',
    expected: 'a file that starts with 00 00, a type of 08, 09 or 0b to 0e, and the number of axes',
    received: bytes.length === 0 ? 'an empty file' : start,
    fix: bytes[0] === 0x1f && bytes[1] === 0x8b ? 'gunzip the file first' : 'give an idx file',
  })
}

function sizeError(expected: string, received: string): PotstillError {
  return new PotstillError({
    code: 'formats/idx-size',
    component: 'idx',
    expected,
    received,
    fix: 'fetch the file again: it is damaged or incomplete',
  })
}
