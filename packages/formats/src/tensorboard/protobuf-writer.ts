import { joinBytes } from '../join-bytes'

/** One field of a message, ready to stand among others: https://protobuf.dev/programming-guides/encoding */
export type Field = Uint8Array<ArrayBuffer>

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** A whole number, not negative, up to 2^53. */
export function varintField(field: number, value: number): Field {
  return new Uint8Array([...varint(field * 8 + wire.varint), ...varint(value)])
}

export function doubleField(field: number, value: number): Field {
  return fixed(field, wire.fixed64, 8, (view, at) => view.setFloat64(at, value, true))
}

export function floatField(field: number, value: number): Field {
  return fixed(field, wire.fixed32, 4, (view, at) => view.setFloat32(at, value, true))
}

/** Bytes, a text's UTF-8, or a message. */
export function bytesField(field: number, value: Uint8Array): Field {
  return joinBytes([new Uint8Array([...varint(field * 8 + wire.bytes), ...varint(value.length)]), value])
}

export function textField(field: number, value: string): Field {
  return bytesField(field, new TextEncoder().encode(value))
}

/** A message inside another one, of its fields. */
export function messageField(field: number, fields: readonly Field[]): Field {
  return bytesField(field, joinBytes(fields))
}

/** A repeated double, packed. */
export function doublesField(field: number, values: readonly number[]): Field {
  const bytes = new Uint8Array(values.length * 8)
  const view = new DataView(bytes.buffer)
  values.forEach((value, index) => view.setFloat64(index * 8, value, true))
  return bytesField(field, bytes)
}

function fixed(field: number, type: number, size: number, put: (view: DataView, at: number) => void): Field {
  const tag = varint(field * 8 + type)
  const bytes = new Uint8Array(tag.length + size)
  bytes.set(tag)
  put(new DataView(bytes.buffer), tag.length)
  return bytes
}

/** Seven bits a byte, the lowest first. By division, since shifts stop at 32 bits. */
function varint(value: number): readonly number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}
