import type { ValueType } from '@potstill/onnx'
import type { NativeArray } from '../runtime/runtime'

/** Smaller arrays are cheaper to make than to look up. */
const smallestBytes = 4096

type PooledType = Exclude<ValueType, 'int64'>
export type PooledArray = Exclude<NativeArray, BigInt64Array>

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/**
 * Arrays that were results and are no longer needed, to be results again: a fresh one costs more to make, page by page,
 * than most operations that fill it. Holds at most `limit` bytes; the sizes that were not asked for longest go first.
 */
export class BufferPool {
  /** By size in bytes, the size that was used last at the end. */
  readonly #free = new Map<number, ArrayBuffer[]>()
  readonly #limit: number
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes that are held for later. */
  get held(): number {
    return this.#held
  }

  /** An array whose contents are arbitrary. */
  take(dtype: PooledType, size: number): PooledArray {
    const bytes = size * arrays[dtype].BYTES_PER_ELEMENT
    const buffer = bytes < smallestBytes ? undefined : this.#pop(bytes)
    return buffer === undefined ? new arrays[dtype](size) : new arrays[dtype](buffer)
  }

  /** Gives an array back that nothing else refers to. */
  release(array: PooledArray): void {
    const { buffer, byteLength } = array
    if (byteLength < smallestBytes || byteLength !== buffer.byteLength || byteLength > this.#limit) return
    const list = this.#used(byteLength) ?? []
    this.#free.set(byteLength, list)
    list.push(buffer as ArrayBuffer)
    this.#held += byteLength
    this.#forget()
  }

  clear(): void {
    this.#free.clear()
    this.#held = 0
  }

  #pop(bytes: number): ArrayBuffer | undefined {
    const list = this.#used(bytes)
    if (list === undefined) return undefined
    this.#held -= bytes
    const buffer = list.pop()
    if (list.length > 0) this.#free.set(bytes, list)
    return buffer
  }

  /** The arrays of a size, one at least, taken out of the order of sizes. */
  #used(bytes: number): ArrayBuffer[] | undefined {
    const list = this.#free.get(bytes)
    if (list !== undefined) this.#free.delete(bytes)
    return list
  }

  #forget(): void {
    for (const [bytes, list] of this.#free) {
      while (this.#held > this.#limit && list.pop() !== undefined) this.#held -= bytes
      if (list.length === 0) this.#free.delete(bytes)
      if (this.#held <= this.#limit) return
    }
  }
}
