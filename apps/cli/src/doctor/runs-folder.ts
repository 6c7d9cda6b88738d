import { folderStorage } from '@potstill/formats/node'
import { resolve } from 'node:path'
import { plainMessage } from '../errors/plain-message'

export interface RunsFolder {
  readonly path: string
  readonly writable: boolean
  /** Why not. */
  readonly reason?: string
}

/** Writes a file where runs are to be written, and takes it away again. A folder that was not there stays away. */
export async function tryRunsFolder(runs: string): Promise<RunsFolder> {
  const path = resolve(runs)
  const storage = folderStorage()
  const probe = `${path}/.potstill-doctor-${process.pid}`
  try {
    const existed = await storage.exists(path)
    await storage.write(probe, new Uint8Array())
    await storage.remove(probe)
    if (!existed && (await storage.list(path)).length === 0) await storage.remove(path)
    return { path, writable: true }
  } catch (error) {
    return { path, writable: false, reason: plainMessage(error) }
  }
}
