/** A checksum over bytes, as an unsigned number of 32 bits. */
export type Checksum = (bytes: Uint8Array) => number

/** Castagnoli's polynomial, reflected: RFC 3720, appendix B.4. Checks the records of TensorFlow. */
export const crc32c: Checksum = checksum(0x82f63b78)

/** The polynomial of gzip and PNG, reflected: PNG specification, annex D. */
export const crc32: Checksum = checksum(0xedb88320)

function checksum(polynomial: number): Checksum {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
  return (bytes) => {
    let value = 0xffffffff
    for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
    return (value ^ 0xffffffff) >>> 0
  }
}
