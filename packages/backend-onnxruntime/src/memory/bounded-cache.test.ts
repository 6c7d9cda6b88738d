import { describe, expect, it } from 'vitest'
import { BoundedCache } from './bounded-cache'

function cacheOf(limit: number) {
  const dropped: string[] = []
  return { cache: new BoundedCache<string, string>(limit, (value) => void dropped.push(value)), dropped }
}

describe('a bounded cache', () => {
  it('drops what was used least recently, and says so', () => {
    const { cache, dropped } = cacheOf(2)
    expect(cache.set('a', '1')).toBe(false)
    expect(cache.set('b', '2')).toBe(false)
    expect(cache.get('a')).toBe('1')
    expect(cache.set('c', '3')).toBe(true)
    expect(dropped).toEqual(['2'])
    expect(cache.get('b')).toBe(undefined)
    expect([...cache.values()]).toEqual(['1', '3'])
    expect(cache.size).toBe(2)
  })

  it('drops what it has under a key that is set again', () => {
    const { cache, dropped } = cacheOf(2)
    cache.set('a', '1')
    expect(cache.set('a', '2')).toBe(false)
    expect(dropped).toEqual(['1'])
    expect(cache.get('a')).toBe('2')
  })

  it('drops all at once, and one that is told', () => {
    const { cache, dropped } = cacheOf(3)
    for (const key of ['a', 'b', 'c']) cache.set(key, key)
    cache.delete('b')
    cache.delete('nothing')
    cache.clear()
    expect(dropped).toEqual(['b', 'a', 'c'])
    expect(cache.size).toBe(0)
  })
})
