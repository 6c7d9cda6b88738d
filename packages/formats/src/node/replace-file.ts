import { randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './system-error'

/** A name beside `path` that nothing else has. */
function nameBeside(path: string, ending: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.${ending}`)
}

/** Writes a file that is not there yet, and returns once its bytes would outlast a loss of power. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await withFile(path, 'wx', async (file) => {
    await file.writeFile(bytes)
    await file.sync()
  })
}

/** Writes a file so that a reader, or a machine that loses power, finds the old bytes or the new ones, whole. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const partial = nameBeside(path, 'partial')
  try {
    await writeNewFile(partial, bytes)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Moves a file or folder onto a path. What is there is removed once the move has succeeded. */
export async function replaceByMove(from: string, to: string): Promise<void> {
  try {
    return await rename(from, to)
  } catch (error) {
    // A rename replaces a file by a file, or an empty folder by a folder, and refuses the rest.
    const refusals = ['ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR', 'EPERM']
    if (!refusals.includes(errorCode(error) ?? '')) throw error
  }
  const aside = nameBeside(to, 'replaced')
  await rename(to, aside)
  try {
    await rename(from, to)
  } catch (error) {
    await rename(aside, to)
    throw error
  }
  await rm(aside, { recursive: true, force: true })
}

/** Makes the rename itself last. Some systems cannot open folders; there it lasts by itself or not at all. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await withFile(folder, 'r', (handle) => handle.sync())
  } catch {
    return
  }
}

async function withFile(
  path: string,
  flags: string,
  work: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags)
  try {
    await work(file)
  } finally {
    await file.close()
  }
}
