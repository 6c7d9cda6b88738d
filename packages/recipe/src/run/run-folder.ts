import type { Storage } from '@potstill/spec'

const claimFile = '.claim'

/**
 * Takes the next folder `<runs>/<name>-<n>`, counting up from the highest there is. Nobody else gets it: processes that
 * try at the same time all add a line to the folder's claim, and it belongs to the first.
 */
export async function claimRunFolder(storage: Storage, runs: string, name: string): Promise<string> {
  const token = crypto.randomUUID()
  for (let number = (await highest(storage, runs, name)) + 1; ; number++) {
    const folder = `${runs}/${name}-${number}`
    if (await storage.exists(folder)) continue
    await storage.append(`${folder}/${claimFile}`, new TextEncoder().encode(`${token}\n`))
    const claims = new TextDecoder().decode(await storage.read(`${folder}/${claimFile}`))
    if (claims.startsWith(token)) return folder
  }
}

async function highest(storage: Storage, runs: string, name: string): Promise<number> {
  const prefix = `${name}-`
  const numbers = (await storage.list(runs))
    .filter((folder) => folder.startsWith(prefix) && /^\d+$/.test(folder.slice(prefix.length)))
    .map((folder) => Number(folder.slice(prefix.length)))
  return Math.max(0, ...numbers)
}
