import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'

/** All files below a folder as they are now, in a storage of their own: what a process leaves that is killed here. */
export async function copyOfStorage(storage: Storage, folder: string): Promise<Storage> {
  return memoryStorage(await filesBelow(storage, folder))
}

async function filesBelow(storage: Storage, path: string): Promise<Record<string, Uint8Array>> {
  const names = await storage.list(path)
  if (names.length === 0) return { [path]: await storage.read(path) }
  const below = await Promise.all(names.map((name) => filesBelow(storage, `${path}/${name}`)))
  return Object.assign({}, ...below) as Record<string, Uint8Array>
}
