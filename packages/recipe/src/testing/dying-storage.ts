import type { Storage } from '@potstill/spec'

/** A storage as a process leaves it that dies: all changes before the given one are made, half of it if it adds to a file, and none after. */
export function dyingStorage(
  storage: Storage,
  lives: number,
): { readonly storage: Storage; readonly changes: () => number } {
  let changes = 0
  const died = () => new Error('the process has died')
  const alive = () => {
    changes += 1
    if (changes > lives) throw died()
  }
  return {
    changes: () => changes,
    storage: {
      ...storage,
      write: async (path, bytes) => {
        alive()
        await storage.write(path, bytes)
      },
      append: async (path, bytes) => {
        changes += 1
        if (changes > lives + 1) throw died()
        const isLast = changes > lives
        await storage.append(path, isLast ? bytes.subarray(0, bytes.length >> 1) : bytes)
        if (isLast) throw died()
      },
      rename: async (from, to) => {
        alive()
        await storage.rename(from, to)
      },
      remove: async (path) => {
        alive()
        await storage.remove(path)
      },
    },
  }
}
