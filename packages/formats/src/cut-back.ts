import type { Storage } from '@potstill/spec'

/**
 * Bytes of a file, 0 where there is none.
 *
 * @example
 * await bytesOf(memoryStorage({ 'metrics.jsonl': '{}\n' }), 'metrics.jsonl') // => 3
 */
export async function bytesOf(storage: Storage, path: string): Promise<number> {
  if (!(await storage.exists(path))) return 0
  return storage.size === undefined ? (await storage.read(path)).length : storage.size(path)
}

/**
 * Cuts a file back to its first bytes, at once or not at all. One that is no longer than that, or absent, stays as it is.
 * With it a log forgets what was written after a checkpoint.
 *
 * @param bytes - how many are kept
 *
 * @example
 * const storage = memoryStorage({ 'metrics.jsonl': '{}\n{"half' })
 * await cutBack(storage, 'metrics.jsonl', 3)
 * new TextDecoder().decode(await storage.read('metrics.jsonl')) // => '{}\n'
 */
export async function cutBack(storage: Storage, path: string, bytes: number): Promise<void> {
  if ((await bytesOf(storage, path)) <= bytes) return
  const kept =
    storage.readRange === undefined
      ? (await storage.read(path)).subarray(0, bytes)
      : await storage.readRange(path, 0, bytes)
  await storage.write(path, kept)
}
