import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageWriter } from './protobuf'

const written = (write: (message: MessageWriter) => unknown): number[] => {
  const message = new MessageWriter()
  write(message)
  return [...message.finish()]
}

/** Reads one varint by the rule of the wire format: seven bits a byte, the lowest first. */
function readVarint(
  bytes: readonly number[],
  from: number,
): { readonly value: bigint; readonly next: number } {
  let value = 0n
  let next = from
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[next++] as number
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return { value, next }
  }
}

describe('a message', () => {
  // Source: the examples of https://protobuf.dev/programming-guides/encoding/
  it('is written as in the documentation of the wire format', () => {
    expect(written((message) => message.int(1, 150))).toEqual([0x08, 0x96, 0x01])
    expect(written((message) => message.text(2, 'testing'))).toEqual([
      0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ])
    expect(written((message) => message.message(3, (nested) => nested.int(1, 150)))).toEqual([
      0x1a, 0x03, 0x08, 0x96, 0x01,
    ])
    expect(written((message) => message.int(1, -2))).toEqual([
      0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ])
  })

  it('has floats as their four bytes, the lowest first', () => {
    // 1.5 is 0x3fc00000.
    expect(written((message) => message.float(2, 1.5))).toEqual([0x15, 0x00, 0x00, 0xc0, 0x3f])
  })

  it('counts the bytes of a text, not its characters', () => {
    expect(written((message) => message.text(1, 'ß'))).toEqual([0x0a, 0x02, 0xc3, 0x9f])
  })

  it('has whole numbers of 64 bits', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger()),
        (number) => {
          const bytes = written((message) => message.int(1, number))
          const { value, next } = readVarint(bytes, 1)
          expect(BigInt.asIntN(64, value)).toBe(BigInt(number))
          expect(next).toBe(bytes.length)
        },
      ),
    )
  })

  it('has fields of any number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 }), (field) => {
        const bytes = written((message) => message.int(field, 0))
        expect(readVarint(bytes, 0).value).toBe(BigInt(field) * 8n)
      }),
    )
  })

  it('tells the length of what is nested in it, however deep', () => {
    const nest = (message: MessageWriter, depth: number): MessageWriter =>
      depth === 0
        ? message.bytes(1, new Uint8Array(300)).int(2, 7)
        : message.message(3, (nested) => nest(nested, depth - 1)).text(4, 'after')
    let bytes = written((message) => nest(message, 3))
    for (let depth = 3; depth > 0; depth--) {
      const { value: length, next } = readVarint(bytes, 1)
      const after = [0x22, 5, ...new TextEncoder().encode('after')]
      expect(bytes.slice(next + Number(length))).toEqual(after)
      bytes = bytes.slice(next, next + Number(length))
    }
    expect(bytes.slice(-2)).toEqual([0x10, 7])
  })

  it('knows its length before it is finished', () => {
    const message = new MessageWriter()
    message.int(1, 150).bytes(2, new Uint8Array(5)).float(3, 1)
    expect(message.length).toBe(message.finish().length)
  })
})
