import type { Storage } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { bytesOf, cutBack } from './cut-back'
import { memoryStorage } from './memory-storage'

const held = (): Storage => memoryStorage({ 'logs/a': 'one two' })

/** The same storage, with what a storage may have besides; it counts whole reads. */
function ranged() {
  const inner = held()
  let whole = 0
  const storage: Storage = {
    ...inner,
    read: (path) => {
      whole += 1
      return inner.read(path)
    },
    size: async (path) => (await inner.read(path)).length,
    readRange: async (path, start, end) => (await inner.read(path)).slice(start, end),
  }
  return { storage, whole: () => whole }
}

const textOf = async (storage: Storage) => new TextDecoder().decode(await storage.read('logs/a'))

describe('cutBack', () => {
  it('keeps the first bytes', async () => {
    const storage = held()
    await cutBack(storage, 'logs/a', 3)
    expect(await textOf(storage)).toBe('one')
    await cutBack(storage, 'logs/a', 0)
    expect(await textOf(storage)).toBe('')
  })

  it('leaves a file that is no longer than that as it is, and makes none', async () => {
    const storage = held()
    for (const bytes of [7, 100]) await cutBack(storage, 'logs/a', bytes)
    expect(await textOf(storage)).toBe('one two')
    await cutBack(storage, 'logs/b', 3)
    expect(await storage.list('logs')).toEqual(['a'])
  })

  it('reads no whole file where the storage can do with less', async () => {
    const { storage, whole } = ranged()
    await cutBack(storage, 'logs/a', 3)
    expect(whole()).toBe(0)
    expect(await textOf(storage)).toBe('one')
  })
})

describe('bytesOf', () => {
  it('is the length of a file, 0 where there is none', async () => {
    for (const storage of [held(), ranged().storage]) {
      expect(await bytesOf(storage, 'logs/a')).toBe(7)
      expect(await bytesOf(storage, 'logs/b')).toBe(0)
    }
  })
})
