import { PotstillError } from '@potstill/spec'
import { elementCount } from './element-count'
import { npyDtype, type NpyData } from './npy-dtype'

/** What the head of an npy file says. */
export interface NpyHeader {
  readonly shape: readonly number[]
  /** As numpy writes it: `|u1`, `<f4`, `>i2`. */
  readonly dtype: string
  /** Bytes of one element. */
  readonly elementSize: number
  /** Where the elements start in the file. */
  readonly start: number
  /** Where the file ends. */
  readonly end: number
}

/** An array of an npy file, row-major. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: NpyData
}

/** As many bytes as surely hold a header that names one array. */
export const npyHeaderBytes = 4096

/**
 * Reads the header of an npy file (NEP 1, versions 1 to 3) from its first bytes.
 *
 * Throws a PotstillError: `formats/npy-magic` for another kind of file, `formats/npy-header` for a damaged header,
 * `formats/npy-dtype` for elements that are no numbers, `formats/npy-order` for arrays in Fortran's order.
 */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  const [major = 0] = bytes.subarray(6)
  if (bytes.length < 10 || !startsWithMagic(bytes) || major < 1 || major > 3) throw magicError(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerStart = major === 1 ? 10 : 12
  const length =
    major === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true)
  const start = headerStart + length
  if (start > bytes.length) throw headerError(`${bytes.length} bytes, the header cut off`)
  const text = new TextDecoder().decode(bytes.subarray(headerStart, start))
  const dtype = /'descr':\s*'([^']*)'/.exec(text)?.[1]
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  const axes = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (dtype === undefined && /'descr':\s*\[/.test(text)) throw dtypeError('a structured array')
  if (dtype === undefined || fortran === undefined || axes === undefined) throw headerError(text.trim())
  const shape = axes.split(',').flatMap((axis) => (axis.trim() === '' ? [] : [Number(axis)]))
  if (fortran === 'True' && shape.length > 1) {
    throw new PotstillError({
      code: 'formats/npy-order',
      component: 'npy',
      expected: 'an array in the order of C, the last axis fastest',
      received: "one in Fortran's order",
      fix: 'save it with np.save(file, np.ascontiguousarray(array))',
    })
  }
  const known = npyDtype(dtype)
  if (known === undefined) throw dtypeError(dtype)
  return {
    shape,
    dtype,
    elementSize: known.size,
    start,
    end: start + elementCount(shape) * known.size,
  }
}

/** Turns the bytes of elements into numbers; int64 and float16 become float64 and float32. */
export function readNpyElements({ dtype }: Pick<NpyHeader, 'dtype'>, bytes: Uint8Array): NpyData {
  const known = npyDtype(dtype)
  if (known === undefined) throw dtypeError(dtype)
  return known.read(bytes)
}

/**
 * Reads an npy file, the format of numpy's `save`.
 *
 * Throws what `readNpyHeader` throws, and `formats/npy-size` where the file is too short or too long.
 *
 * @example
 * const head = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n"
 * const file = new Uint8Array([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, head.length, 0, ...new TextEncoder().encode(head), 5, 7])
 * Array.from(readNpy(file).data) // => [5, 7]
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const header = readNpyHeader(bytes)
  checkNpySize(header, bytes.length)
  return { shape: header.shape, data: readNpyElements(header, bytes.subarray(header.start)) }
}

/** Refuses a file whose length is not what its header says. */
export function checkNpySize({ shape, dtype, end }: NpyHeader, length: number): void {
  if (length === end) return
  throw new PotstillError({
    code: 'formats/npy-size',
    component: 'npy',
    expected: `${end} bytes for [${shape.join(', ')}] of ${dtype}`,
    received: `${length}`,
    fix: 'save the array again: the file is damaged or incomplete',
  })
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59].every((byte, i) => bytes[i] === byte)
}

function magicError(bytes: Uint8Array): PotstillError {
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return new PotstillError({
    code: 'formats/npy-magic',
    component: 'npy',
    expected: 'a file that starts with 93 NUMPY and a version from 1 to 3',
    received: bytes.length === 0 ? 'an empty file' : start,
    fix: bytes[0] === 0x50 && bytes[1] === 0x4b ? 'read it as an npz file' : 'give a file of np.save',
  })
}

function headerError(received: string): PotstillError {
  return new PotstillError({
    code: 'formats/npy-header',
    component: 'npy',
    expected: 'a header with descr, fortran_order and shape',
    received,
    fix: 'save the array again: the file is damaged or incomplete',
  })
}

function dtypeError(received: string): PotstillError {
  return new PotstillError({
    code: 'formats/npy-dtype',
    component: 'npy',
    expected: 'booleans, or numbers: (u)int8 to (u)int64, float16 to float64',
    received: received === '|O' ? 'Python objects (|O), which only Python can read' : received,
    fix: "save it with np.save(file, array.astype('float32')), or another type of number",
  })
}
