import type { NumberArray } from '../examples'
import { exampleSize } from '../examples'
import type { ExampleReader } from './example-reader'

/**
 * Keeps what was read in memory, up to a limit. Once that is full it keeps what it has: every epoch asks for every row
 * once, and a cache that makes room for the newest rows would have none of them when they are asked for again.
 *
 * @param bytes - The most that is kept. 0 keeps nothing.
 */
export function cachedReader(reader: ExampleReader, bytes: number): ExampleReader {
  if (bytes === 0) return reader
  const kept = new Map<number, NumberArray>()
  const size = exampleSize(reader)
  let free = bytes
  return {
    ...reader,
    async read(rows) {
      const held = Array.from(rows, (row) => kept.get(row))
      const missing = rows.filter((_, i) => held[i] === undefined)
      const read = missing.length === 0 ? undefined : await reader.read(missing)
      const first = read ?? held[0]
      if (first === undefined) return new Float32Array(0)
      const values = new (first.constructor as new (length: number) => NumberArray)(rows.length * size)
      let next = 0
      held.forEach((found, i) => {
        const value = found ?? (read as NumberArray).subarray(next * size, ++next * size)
        values.set(value, i * size)
        const row = rows[i] as number
        if (found !== undefined || kept.has(row) || value.byteLength > free) return
        kept.set(row, value.slice())
        free -= value.byteLength
      })
      return values
    },
  }
}
