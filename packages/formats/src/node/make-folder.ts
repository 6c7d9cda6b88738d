import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './system-error'

/**
 * Makes a folder, and those above it that are not there. Node's own way (`recursive`) says ENOENT where a disk is full or read-only,
 * and tries for ever where the folder above takes no folders, as in /proc.
 */
export async function makeFolder(path: string, aboveIsThere = false): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (await isFolder(path)) return
    const above = dirname(path)
    if (errorCode(error) !== 'ENOENT' || aboveIsThere || above === path) throw error
    await makeFolder(above)
    await makeFolder(path, true)
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
