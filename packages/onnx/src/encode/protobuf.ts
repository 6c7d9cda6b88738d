const encoder = new TextEncoder()

const varintType = 0
const bytesType = 2
const fixed32Type = 5

/**
 * Writes protocol buffer messages: fields are appended, nested messages are writers of their own.
 *
 * Source: the wire format, https://protobuf.dev/programming-guides/encoding/
 */
export class MessageWriter {
  readonly #parts: Uint8Array[] = []
  #small: number[] = []
  #length = 0

  /** A whole number; negative ones take ten bytes, as int64 does. */
  int(field: number, value: number | bigint): this {
    this.#tag(field, varintType)
    return this.#varint(value)
  }

  float(field: number, value: number): this {
    this.#tag(field, fixed32Type)
    return this.#append([...new Uint8Array(Float32Array.of(value).buffer)])
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value))
  }

  /** The bytes are kept, not copied, until `finish`. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, bytesType)
    this.#varint(value.length)
    this.#flush()
    this.#parts.push(value)
    this.#length += value.length
    return this
  }

  message(field: number, write: (message: MessageWriter) => void): this {
    const nested = new MessageWriter()
    write(nested)
    this.#tag(field, bytesType)
    this.#varint(nested.length)
    this.#flush()
    this.#parts.push(...nested.#finishedParts())
    this.#length += nested.length
    return this
  }

  get length(): number {
    return this.#length
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#finishedParts()) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  #tag(field: number, type: number): void {
    this.#varint((field << 3) | type)
  }

  #varint(value: number | bigint): this {
    let rest =
      typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : BigInt.asUintN(64, BigInt(value))
    const bytes: number[] = []
    while (rest > 127) {
      bytes.push((Number(BigInt.asUintN(7, BigInt(rest))) & 127) | 128)
      rest = typeof rest === 'number' ? rest >>> 7 : rest >> 7n
    }
    bytes.push(Number(rest))
    return this.#append(bytes)
  }

  #append(bytes: readonly number[]): this {
    this.#small.push(...bytes)
    this.#length += bytes.length
    return this
  }

  #flush(): void {
    if (this.#small.length === 0) return
    this.#parts.push(Uint8Array.from(this.#small))
    this.#small = []
  }

  #finishedParts(): readonly Uint8Array[] {
    this.#flush()
    return this.#parts
  }
}
