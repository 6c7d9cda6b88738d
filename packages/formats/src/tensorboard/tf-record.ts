import { PotstillError } from '@potstill/spec'
import { joinBytes } from '../join-bytes'
import { crc32c } from '../crc32'

const header = 12
const footer = 4

/**
 * Frames bytes as a record of TensorFlow: length (uint64), its checksum, the bytes, their checksum; all little-endian, each
 * checksum a masked CRC-32C.
 */
export function writeTfRecord(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(header + content.length + footer)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(content.length), true)
  view.setUint32(8, masked(record.subarray(0, 8)), true)
  record.set(content, header)
  view.setUint32(header + content.length, masked(content), true)
  return record
}

/** Frames several records, one after the other. */
export function writeTfRecords(contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes(contents.map(writeTfRecord))
}

/** Takes a file of records apart. Throws a PotstillError (`formats/tfrecord-damaged`) where a checksum or the end is wrong. */
export function readTfRecords(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: Uint8Array[] = []
  let position = 0
  while (position < bytes.length) {
    const left = bytes.length - position
    if (left < header + footer) throw damaged(position, `${left} bytes that are no whole record`)
    if (view.getUint32(position + 8, true) !== masked(bytes.subarray(position, position + 8))) {
      throw damaged(position, 'a length with another checksum')
    }
    const length = Number(view.getBigUint64(position, true))
    if (length > left - header - footer)
      throw damaged(position, `${left} of its ${header + length + footer} bytes`)
    const start = position + header
    const content = bytes.subarray(start, start + length)
    if (view.getUint32(start + length, true) !== masked(content)) {
      throw damaged(position, 'content with another checksum')
    }
    records.push(content)
    position = start + length + footer
  }
  return records
}

/** Rotated and shifted, so that a checksum over bytes that hold checksums stays a good one. */
function masked(bytes: Uint8Array): number {
  const value = crc32c(bytes)
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0
}

function damaged(position: number, received: string): PotstillError {
  return new PotstillError({
    code: 'formats/tfrecord-damaged',
    component: 'tensorboard',
    expected: `a whole record of TensorFlow at byte ${position}`,
    received,
    fix: 'fetch the file again: it is damaged, incomplete, or of another kind',
  })
}
