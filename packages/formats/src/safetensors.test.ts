import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementCount } from './element-count'
import {
  float32Values,
  readSafetensors,
  writeSafetensors,
  type SafeTensor,
  type SafeTensorDtype,
} from './index'
import { arrayConstructor, safeTensorDtypes } from './safetensors-dtype'

/** Written by the Python package safetensors 0.8.0 from NumPy 2.4.6 arrays. */
const writtenByPython = Uint8Array.from(
  Buffer.from(
    [
      'iAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5IjoibnVtcHkifSwibG9uZyI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpb',
      'MiwxXSwiZGF0YV9vZmZzZXRzIjpbMCwxNl19LCJzY2FsYXIiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0',
      'cyI6WzE2LDI0XX0sImVtcHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlsyNCwyNF19LCJo',
      'YWxmIjp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOls1XSwiZGF0YV9vZmZzZXRzIjpbMjQsMzRdfSwiYnl0ZSI6eyJkdHlwZSI6IlU4',
      'Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMzQsMzZdfSwieWVzIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbM10sImRh',
      'dGFfb2Zmc2V0cyI6WzM2LDM5XX19ICAgIAEAAAAAACAA/f////////+amZmZmZm5PwA8AMH/ewEAAHz/AAEAAQ==',
    ].join(''),
    'base64',
  ),
)

function fileOf(header: unknown, content: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + content)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

function f32(name: string, shape: readonly number[], start: number, end: number) {
  return { [name]: { dtype: 'F32', shape, data_offsets: [start, end] } }
}

const anyTensor: fc.Arbitrary<SafeTensor> = fc
  .record({
    dtype: fc.constantFrom<SafeTensorDtype>(...safeTensorDtypes),
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
    seed: fc.infiniteStream(fc.nat(255)),
  })
  .map(({ dtype, shape, seed }) => {
    const constructor = arrayConstructor(dtype)
    const bytes = new Uint8Array(elementCount(shape) * constructor.BYTES_PER_ELEMENT)
    bytes.forEach((_, i) => (bytes[i] = seed.next().value as number))
    return { dtype, shape, data: new constructor(bytes.buffer) } as SafeTensor
  })

const bits = ({ data }: SafeTensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

describe('readSafetensors', () => {
  it('reads what the reference implementation writes', () => {
    const { tensors, metadata } = readSafetensors(writtenByPython)
    expect(metadata).toEqual({ 'made by': 'numpy' })
    expect(tensors).toEqual({
      long: { dtype: 'I64', shape: [2, 1], data: BigInt64Array.of(2n ** 53n + 1n, -3n) },
      scalar: { dtype: 'F64', shape: [], data: Float64Array.of(0.1) },
      empty: { dtype: 'F32', shape: [0, 3], data: new Float32Array(0) },
      half: { dtype: 'F16', shape: [5], data: Uint16Array.of(15360, 49408, 31743, 1, 0x7c00) },
      byte: { dtype: 'U8', shape: [2], data: Uint8Array.of(255, 0) },
      yes: { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) },
    })
  })

  it('reads weights that PyTorch has written', () => {
    const path = new URL('../../../reference/training/mlp-teacher.safetensors', import.meta.url)
    const { tensors } = readSafetensors(readFileSync(path))
    const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))
    expect(shapes).toEqual({
      '1.weight': [256, 784],
      '1.bias': [256],
      '3.weight': [256, 256],
      '3.bias': [256],
      '5.weight': [10, 256],
      '5.bias': [10],
    })
    // First, second and last value, and the sum in float64, by NumPy 2.4.6 from the same file.
    const weight = tensors['1.weight']
    if (weight?.dtype !== 'F32') throw new Error('expected F32')
    expect(weight.data[0]).toBe(-0.035409748554229736)
    expect(weight.data[1]).toBe(-0.028173618018627167)
    expect(weight.data.at(-1)).toBe(0.004243752919137478)
    expect(weight.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-455.6655976476688, 9)
  })

  it('reads tensors that start at odd bytes, in a view of a larger buffer', () => {
    const header = {
      byte: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
      ...f32('odd', [1], 1, 5),
    }
    const file = fileOf(header, 5)
    file.set([7, 0, 0, 0x80, 0x3f], file.length - 5)
    const within = new Uint8Array(file.length + 3)
    within.set(file, 3)
    expect(readSafetensors(within.subarray(3)).tensors['odd']?.data).toEqual(Float32Array.of(1))
  })

  it.each([
    ['an empty file', new Uint8Array(0), 'formats/safetensors-length', /got 0 bytes/],
    [
      'a header longer than the file',
      Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 123, 125),
      'formats/safetensors-length',
      /at most 2 bytes; got a header length of 9/,
    ],
    [
      'a huge header',
      new Uint8Array(16).fill(255, 0, 8),
      'formats/safetensors-length',
      /18446744073709551615/,
    ],
    ['text that is no JSON', fileOf('{"a": ', 0), 'formats/safetensors-header', /header of JSON/],
    ['a header that is a list', fileOf([], 0), 'formats/safetensors-header', /JSON object; got \[\]/],
    [
      'metadata of numbers',
      fileOf({ __metadata__: { a: 1 } }, 0),
      'formats/safetensors-header',
      /strings to strings/,
    ],
    ['an entry that is no object', fileOf({ a: 3 }, 0), 'formats/safetensors-tensor', /'a'.*got 3/],
    [
      'an unknown dtype',
      fileOf({ a: { dtype: 'F33', shape: [], data_offsets: [0, 4] } }, 4),
      'formats/safetensors-tensor',
      /'a'.*got "F33"/,
    ],
    [
      'a negative size',
      fileOf(f32('a', [-1, -1], 0, 4), 4),
      'formats/safetensors-tensor',
      /whole numbers; got \[-1,-1\]/,
    ],
    [
      'a single offset',
      fileOf({ a: { dtype: 'F32', shape: [], data_offsets: [0] } }, 4),
      'formats/safetensors-offsets',
      /\[start, end\]/,
    ],
    ['offsets that turn back', fileOf(f32('a', [1], 4, 0), 4), 'formats/safetensors-offsets', /4 bytes for/],
    [
      'a shape that overflows',
      fileOf(f32('a', [2 ** 40, 2 ** 40], 0, 4), 4),
      'formats/safetensors-offsets',
      /'a'/,
    ],
    [
      'an overlap',
      fileOf({ ...f32('a', [2], 0, 8), ...f32('b', [1], 4, 8) }, 8),
      'formats/safetensors-offsets',
      /'b' to start at byte 8; got 4: it overlaps/,
    ],
    [
      'a hole',
      fileOf({ ...f32('a', [1], 0, 4), ...f32('b', [1], 8, 12) }, 12),
      'formats/safetensors-offsets',
      /'b' to start at byte 4; got 8: it leaves a hole/,
    ],
    ['a file cut off', fileOf(f32('a', [2], 0, 8), 6), 'formats/safetensors-length', /8 bytes.*got 6/],
    ['bytes to spare', fileOf(f32('a', [2], 0, 8), 9), 'formats/safetensors-length', /8 bytes.*got 9/],
  ])('refuses %s', (_, bytes, code, message) => {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ code }))
    expect(() => readSafetensors(bytes)).toThrow(message)
  })
})

describe('writeSafetensors', () => {
  it('is read back as it was, bit for bit', () => {
    const files = fc.record({
      tensors: fc.dictionary(
        fc.string().filter((name) => name !== '__metadata__'),
        anyTensor,
        { noNullPrototype: true },
      ),
      metadata: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    })
    fc.assert(
      fc.property(files, ({ tensors, metadata }) => {
        const read = readSafetensors(writeSafetensors(tensors, metadata))
        expect(read.metadata).toEqual(metadata)
        expect(Object.keys(read.tensors).toSorted()).toEqual(Object.keys(tensors).toSorted())
        for (const [name, tensor] of Object.entries(tensors)) {
          const back = read.tensors[name]
          expect(back?.dtype).toBe(tensor.dtype)
          expect(back?.shape).toEqual(tensor.shape)
          expect(back && bits(back)).toEqual(bits(tensor))
        }
      }),
    )
  })

  it('aligns the content and every tensor in it, as the format wants', () => {
    const bytes = writeSafetensors({
      byte: { dtype: 'U8', shape: [1], data: Uint8Array.of(9) },
      wide: { dtype: 'F64', shape: [1], data: Float64Array.of(1) },
    })
    const headerLength = bytes[0] ?? 0
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)))
    expect(headerLength % 8).toBe(0)
    expect(header.wide.data_offsets).toEqual([0, 8])
    expect(header.byte.data_offsets).toEqual([8, 9])
  })

  it('writes the part of a buffer that a view shows', () => {
    const data = Float32Array.of(1, 2, 3).subarray(1, 2)
    const read = readSafetensors(writeSafetensors({ a: { dtype: 'F32', shape: [1], data } }))
    expect(read.tensors['a']?.data).toEqual(Float32Array.of(2))
  })

  it('refuses data that do not fit their shape or dtype, and the reserved name', () => {
    const data = new Float32Array(3)
    const code = 'formats/safetensors-tensor'
    const write = (tensor: unknown, name = 'a') => writeSafetensors({ [name]: tensor as SafeTensor })
    expect(() => write({ dtype: 'F32', shape: [2], data })).toThrow(/2 elements in 'a' \[2\]; got 3/)
    expect(() => write({ dtype: 'I32', shape: [3], data })).toThrow(/Int32Array; got Float32Array/)
    expect(() => write({ dtype: 'F32', shape: [3], data }, '__metadata__')).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

describe('float32Values', () => {
  it('decodes half floats as NumPy does', () => {
    const { half } = readSafetensors(writtenByPython).tensors
    expect(half && Array.from(float32Values(half))).toEqual([1, -2.5, 65504, 5.960464477539063e-8, Infinity])
    const nan = float32Values({ dtype: 'F16', shape: [1], data: Uint16Array.of(0x7e00) })
    expect(nan[0]).toBeNaN()
  })

  it('decodes bfloat16, the upper half of a float32', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        const upper = new Uint32Array(Float32Array.of(value).buffer).map((word) => word & 0xffff0000)
        const data = Uint16Array.from(upper, (word) => word >>> 16)
        expect(float32Values({ dtype: 'BF16', shape: [1], data })).toEqual(new Float32Array(upper.buffer))
      }),
    )
  })

  it('rounds what is wider and takes whole numbers as they are', () => {
    expect(float32Values({ dtype: 'F64', shape: [1], data: Float64Array.of(0.1) })[0]).toBe(Math.fround(0.1))
    expect(float32Values({ dtype: 'I64', shape: [1], data: BigInt64Array.of(-7n) })).toEqual(
      Float32Array.of(-7),
    )
    expect(float32Values({ dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) })).toEqual(Float32Array.of(1))
  })

  it('refuses 8-bit floats', () => {
    expect(() => float32Values({ dtype: 'F8_E4M3', shape: [1], data: Uint8Array.of(1) })).toThrow(/F8_E4M3/)
  })
})
