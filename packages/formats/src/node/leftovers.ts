import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** Names that `replaceFile` and `replaceByMove` give to what is on its way. */
const onItsWay = new RegExp(`^\\.(.+)\\.${uuid}\\.(partial|replaced)$`)

/**
 * Clears away what a process that was killed has left on its way in a folder and below: half-written files go; what was put aside for
 * something new goes too, or back to its place where the new one never came. To be called by whoever has the folder alone.
 */
export async function clearLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    // Others who try to lock the folder come and go.
    if (entry.name.startsWith('.lock')) continue
    const path = join(folder, entry.name)
    const [, name = '', ending] = onItsWay.exec(entry.name) ?? []
    if (ending === 'replaced' && !(await exists(join(folder, name)))) await rename(path, join(folder, name))
    else if (ending !== undefined) await rm(path, { recursive: true, force: true })
    else if (entry.isDirectory()) await clearLeftovers(path)
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
