import { PotstillError, type Storage } from '@potstill/spec'

/** A storage that refuses to read one file, whole or in part, as a disk does with a file that the user may not read. */
export function failingStorage(storage: Storage, path: string): Storage {
  const refuse = (asked: string) => {
    if (asked !== path) return
    throw new PotstillError({
      code: 'storage/no-permission',
      expected: `leave to read ${path}`,
      received: 'none',
      fix: 'change the permissions',
    })
  }
  return {
    ...storage,
    async read(asked) {
      refuse(asked)
      return storage.read(asked)
    },
    async readRange(asked, start, end) {
      refuse(asked)
      const bytes = await storage.read(asked)
      return bytes.slice(start, end)
    },
  }
}
