import type { ValueType } from '@potstill/onnx'
import type { NativeArray } from '../runtime/runtime'

/** Smaller arrays are cheaper to make than to look up. */
const smallestBytes = 4096

type PooledType = Exclude<ValueType, 'int64'>

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/**
 * Arrays that were results and are no longer needed, to be results again: a fresh one costs more to make, page by page,
 * than most operations that fill it. Holds at most `limit` bytes.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBufferLike[]>()
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
  take(dtype: PooledType, size: number): Exclude<NativeArray, BigInt64Array> {
    const bytes = size * arrays[dtype].BYTES_PER_ELEMENT
    const buffer = bytes < smallestBytes ? undefined : this.#free.get(bytes)?.pop()
    if (buffer === undefined) return new arrays[dtype](size)
    this.#held -= bytes
    return new arrays[dtype](buffer as ArrayBuffer)
  }

  /** Gives an array back that nothing else refers to. */
  release(array: Exclude<NativeArray, BigInt64Array>): void {
    const { buffer, byteLength } = array
    if (byteLength < smallestBytes || byteLength !== buffer.byteLength) return
    if (this.#held + byteLength > this.#limit) return
    this.#held += byteLength
    const list = this.#free.get(byteLength)
    if (list === undefined) this.#free.set(byteLength, [buffer])
    else list.push(buffer)
  }

  clear(): void {
    this.#free.clear()
    this.#held = 0
  }
}
