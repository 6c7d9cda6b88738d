import { describe, expect, it } from 'vitest'
import { memoryStorage } from './index'

describe('memoryStorage', () => {
  it('starts with files, of packages too', async () => {
    const storage = memoryStorage({ 'a/b.txt': 'text', 'package:@scope/name/data/x': Uint8Array.of(7) })
    expect(await storage.list('a')).toEqual(['b.txt'])
    expect(await storage.read('package:@scope/name/data/x')).toEqual(Uint8Array.of(7))
    expect(await storage.list('package:@scope/name')).toEqual(['data'])
    await expect(storage.read('package:@scope/name/y')).rejects.toMatchObject({
      code: 'storage/not-found',
      fix: 'correct the path inside the package',
    })
  })

  it('keeps absolute paths apart from relative ones', async () => {
    const storage = memoryStorage({ '/a': 'absolute', a: 'relative' })
    expect(new TextDecoder().decode(await storage.read('/a'))).toBe('absolute')
    expect(await storage.list('/')).toEqual(['a'])
  })
})
