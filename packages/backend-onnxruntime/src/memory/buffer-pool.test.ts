import { describe, expect, it } from 'vitest'
import { BufferPool } from './buffer-pool'

const kibi = 1024

describe('a pool of arrays', () => {
  it('gives an array again that came back, as any type of the same size', () => {
    const pool = new BufferPool(kibi * kibi)
    const floats = pool.take('float32', 2048)
    pool.release(floats)
    expect(pool.held).toBe(8 * kibi)
    const whole = pool.take('int32', 2048)
    expect(whole).toBeInstanceOf(Int32Array)
    expect(whole.buffer).toBe(floats.buffer)
    expect(pool.held).toBe(0)
    expect(pool.take('int32', 2048).buffer).not.toBe(floats.buffer)
    pool.release(whole)
    expect(pool.take('bool', 8 * kibi).buffer).toBe(floats.buffer)
  })

  it('makes arrays of the size that is asked for', () => {
    const pool = new BufferPool(kibi * kibi)
    pool.release(pool.take('float32', 2048))
    expect(pool.take('float32', 2049).length).toBe(2049)
    expect(pool.take('float32', 0).length).toBe(0)
    expect(pool.held).toBe(8 * kibi)
  })

  it('does not hold small arrays, nor parts of larger ones', () => {
    const pool = new BufferPool(kibi * kibi)
    pool.release(new Float32Array(1023))
    pool.release(new Float32Array(5000).subarray(0, 4000))
    expect(pool.held).toBe(0)
    pool.release(new Float32Array(1024))
    expect(pool.held).toBe(4 * kibi)
  })

  it('holds no more than its limit, and lets the sizes go first that were not asked for longest', () => {
    const pool = new BufferPool(40 * kibi)
    const [old, used, young] = [4, 8, 16].map((size) => new Uint8Array(size * kibi)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    for (const array of [used, old, young]) pool.release(array)
    pool.release(pool.take('bool', 8 * kibi))
    expect(pool.held).toBe(28 * kibi)
    pool.release(new Uint8Array(15 * kibi))
    expect(pool.held).toBe(39 * kibi)
    expect(pool.take('bool', 4 * kibi).buffer).not.toBe(old.buffer)
    expect(pool.take('bool', 8 * kibi).buffer).toBe(used.buffer)
    expect(pool.take('bool', 16 * kibi).buffer).toBe(young.buffer)
  })

  it('lets go as many as it takes', () => {
    const pool = new BufferPool(20 * kibi)
    for (let count = 0; count < 5; count++) pool.release(new Uint8Array(4 * kibi))
    expect(pool.held).toBe(20 * kibi)
    pool.release(new Uint8Array(18 * kibi))
    expect(pool.held).toBe(18 * kibi)
    pool.release(new Uint8Array(21 * kibi))
    expect(pool.held).toBe(18 * kibi)
  })

  it('holds nothing once it is cleared', () => {
    const pool = new BufferPool(kibi * kibi)
    const array = pool.take('float32', 2048)
    pool.release(array)
    pool.clear()
    expect(pool.held).toBe(0)
    expect(pool.take('float32', 2048).buffer).not.toBe(array.buffer)
  })
})
