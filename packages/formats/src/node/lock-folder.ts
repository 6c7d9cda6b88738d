import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { clearLeftovers } from './leftovers'
import { isAlive, isOfThisHost, parseOwner, thisProcess } from './lock-owner'
import { lockErrors } from './lock-errors'
import { writeNewFile } from './replace-file'
import { errorCode } from './system-error'

const mostTries = 30

/**
 * Takes a folder for this process and resolves with what gives it back, which may be called again. What a killed process has left on its
 * way in it is cleared away. Throws `storage/locked`.
 *
 * The lock is a folder `.lock` that holds one file, which says whose it is. It is made ready beside its place and moved there: a move
 * onto a folder that is not empty fails, so of all who try one succeeds, and nobody ever sees a lock that does not say whose it is.
 * The file's name is used only once. Removing a stale one by its name therefore cannot hit a lock that somebody has taken in between,
 * as it could with one name for all; and what remains, an empty folder, is nobody's.
 */
export async function lockFolder(path: string, where: string): Promise<() => Promise<void>> {
  const id = randomUUID()
  const place = join(where, '.lock')
  const ready = join(where, `.lock.${id}`)
  const file = `${id}.json`
  await refuseTaken(path, place)
  try {
    await mkdir(ready)
    await writeNewFile(
      join(ready, file),
      new TextEncoder().encode(`${JSON.stringify(await thisProcess())}\n`),
    )
    await moveReady(path, ready, place)
  } catch (error) {
    await rm(ready, { recursive: true, force: true })
    throw error
  }
  const release = async () => {
    await rm(join(place, file), { force: true })
    await removeEmpty(place)
  }
  try {
    await clearLeftovers(where)
  } catch (error) {
    await release()
    throw error
  }
  return release
}

async function moveReady(path: string, ready: string, place: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(ready, place)
    } catch (error) {
      await refuseTaken(path, place)
      // Nobody's after all: it was given back meanwhile, or the system does not let go of what was just removed.
      if (tries === mostTries) throw error
      await setTimeout(tries)
    }
  }
}

/** Throws where somebody has the folder; removes what processes have left that are gone. */
async function refuseTaken(path: string, place: string): Promise<void> {
  for (const name of await namesIn(path, place)) {
    const file = join(place, name)
    const text = await textOf(path, place, file)
    if (text === undefined) continue
    const owner = parseOwner(text)
    // Written whole before anybody can see it: so it is damaged, or not ours, and whose it is cannot be known.
    if (owner === undefined) throw lockErrors.unreadable(path, place)
    if (!isOfThisHost(owner)) throw lockErrors.elsewhere(path, owner, place)
    if (await isAlive(owner)) throw lockErrors.here(path, owner)
    await rm(file, { force: true })
  }
  // Some systems move nothing onto a folder, be it empty.
  await removeEmpty(place)
}

async function namesIn(path: string, place: string): Promise<readonly string[]> {
  try {
    return await readdir(place)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    if (errorCode(error) === 'ENOTDIR') throw lockErrors.unreadable(path, place)
    throw error
  }
}

/** What the lock says; undefined where it has just been given back. */
async function textOf(path: string, place: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    if (errorCode(error) === 'EISDIR') throw lockErrors.unreadable(path, place)
    throw error
  }
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch (error) {
    // ENOENT: removed already. The others: somebody has taken it meanwhile.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) throw error
  }
}
