import { PotstillError } from '@potstill/spec'
import { elementCount } from './element-count'
import { arrayConstructor, elementSize, type SafeTensor } from './safetensors-dtype'

/** Readers may map the file into memory: the content starts at a multiple of this many bytes. */
const alignment = 8

/**
 * Writes a safetensors file. Tensors with wider elements come first in it, so that each is aligned.
 *
 * Throws a PotstillError (`formats/safetensors-tensor`) for data that do not fit their dtype or shape.
 *
 * @example
 * writeSafetensors({ bias: { dtype: 'F32', shape: [2], data: new Float32Array([1, -1]) } }).length // => 80
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, SafeTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors)
  for (const [name, tensor] of entries) checkTensor(name, tensor)
  const laidOut = entries.toSorted(([, a], [, b]) => elementSize(b.dtype) - elementSize(a.dtype))

  let end = 0
  const described = laidOut.map(([name, { dtype, shape, data }]) => {
    const start = end
    end += data.byteLength
    return [name, { dtype, shape, data_offsets: [start, end] }] as const
  })
  const header = {
    ...(Object.keys(metadata).length > 0 && { __metadata__: metadata }),
    ...Object.fromEntries(described),
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil(json.length / alignment) * alignment

  const bytes = new Uint8Array(8 + headerLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength).set(json, 8)
  let position = 8 + headerLength
  for (const [, { data }] of laidOut) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position)
    position += data.byteLength
  }
  return bytes
}

function checkTensor(name: string, { dtype, shape, data }: SafeTensor): void {
  if (name === '__metadata__') {
    throw unfit('tensor names other than __metadata__', `'${name}'`, 'rename the tensor')
  }
  const constructor = arrayConstructor(dtype)
  if (!(data instanceof constructor)) {
    throw unfit(
      `'${name}' of dtype ${dtype} in a ${constructor.name}`,
      data.constructor.name,
      'convert the data or change the dtype',
    )
  }
  if (data.length !== elementCount(shape)) {
    throw unfit(
      `${elementCount(shape)} elements in '${name}' [${shape.join(', ')}]`,
      `${data.length}`,
      'correct the shape or the data',
    )
  }
}

function unfit(expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({
    code: 'formats/safetensors-tensor',
    component: 'safetensors',
    expected,
    received,
    fix,
  })
}
