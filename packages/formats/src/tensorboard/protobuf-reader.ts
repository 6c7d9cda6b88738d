/** A field of a message as it came: what it means, its number decides. */
export interface ReadField {
  readonly field: number
  /** Of varints, and of fixed numbers as float or double. */
  readonly number: number
  /** Of what has a length: text, bytes, a message, packed numbers. */
  readonly bytes: Uint8Array
}

const none = new Uint8Array(0)

/**
 * The fields of a message, in their order: https://protobuf.dev/programming-guides/encoding
 *
 * Throws a RangeError where the message ends too early or holds a group.
 */
export function readFields(message: Uint8Array): readonly ReadField[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const fields: ReadField[] = []
  let position = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = view.getUint8(position++)
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (position < message.length) {
    const tag = varint()
    const field = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        fields.push({ field, number: varint(), bytes: none })
        break
      case 1:
        fields.push({ field, number: view.getFloat64(position, true), bytes: none })
        position += 8
        break
      case 2: {
        const length = varint()
        if (position + length > message.length) throw new RangeError('a field that ends after its message')
        fields.push({ field, number: Number.NaN, bytes: message.subarray(position, position + length) })
        position += length
        break
      }
      case 5:
        fields.push({ field, number: view.getFloat32(position, true), bytes: none })
        position += 4
        break
      default:
        throw new RangeError(`a field of wire type ${tag % 8}`)
    }
  }
  return fields
}

/** The doubles of a packed field. */
export function readDoubles(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 8 }, (_, index) => view.getFloat64(index * 8, true))
}
