import { memoryStorage } from '@potstill/formats'
import { describe, expect, it } from 'vitest'
import { claimRunFolder } from './run-folder'

describe('claimRunFolder', () => {
  it('counts up, and never takes a folder again', async () => {
    const storage = memoryStorage()
    expect(await claimRunFolder(storage, 'runs', 'a')).toBe('runs/a-1')
    expect(await claimRunFolder(storage, 'runs', 'a')).toBe('runs/a-2')
    expect(await claimRunFolder(storage, 'runs', 'b')).toBe('runs/b-1')
  })

  it('counts from the highest, numbers and not letters, of this very name', async () => {
    const storage = memoryStorage({
      'runs/a-9/x': '',
      'runs/a-10/x': '',
      'runs/a-b-50/x': '',
      'runs/a-x/x': '',
    })
    expect(await claimRunFolder(storage, 'runs', 'a')).toBe('runs/a-11')
  })

  it('gives each of many at once a folder of its own', async () => {
    const storage = memoryStorage()
    const folders = await Promise.all(Array.from({ length: 8 }, () => claimRunFolder(storage, 'runs', 'a')))
    expect(new Set(folders).size).toBe(8)
  })
})
