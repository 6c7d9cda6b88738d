import { bytesOf, cutBack, writeEvents, type EventValue } from '@potstill/formats'
import type { Place } from './place'
import type { Scalars } from './scalars'

/** A TensorBoard event file as a checkpoint remembers it. */
export interface EventFileMark {
  /** Inside the folder. */
  readonly file: string
  readonly bytes: number
}

export interface EventFile {
  add(step: number, values: readonly EventValue[]): Promise<void>
  mark(): EventFileMark
}

/**
 * Opens an event file: a new one, or the one of the mark, cut back to its length there (a new one as well
 * where that is gone or shorter). TensorBoard finds it by the `tfevents` in its name.
 */
export async function openEventFile({ storage, folder }: Place, mark?: EventFileMark): Promise<EventFile> {
  const names = await storage.list(folder)
  // A shorter one than at the checkpoint has lost something, and may end within a record.
  const goOn = mark !== undefined && (await bytesOf(storage, `${folder}/${mark.file}`)) >= mark.bytes
  const file = goOn ? mark.file : newName(names)
  const path = `${folder}/${file}`
  if (goOn) await cutBack(storage, path, mark.bytes)
  let bytes = await bytesOf(storage, path)
  const append = async (content: Uint8Array) => {
    await storage.append(path, content)
    bytes += content.length
  }
  if (bytes === 0) await append(writeEvents([{ wallTime: now(), fileVersion: 'brain.Event:2' }]))
  return {
    add: async (step, values) => {
      if (values.length > 0) await append(writeEvents([{ wallTime: now(), step, values }]))
    },
    mark: () => ({ file, bytes }),
  }
}

export function scalarValues(scalars: Scalars): readonly EventValue[] {
  return Object.entries(scalars).map(([tag, scalar]) => ({ tag, scalar }))
}

/** Two runs that start within a second in one folder have files of their own. */
function newName(taken: readonly string[]): string {
  const name = `events.out.tfevents.${Math.floor(now())}.potstill`
  let free = name
  for (let number = 1; taken.includes(free); number++) free = `${name}.${number}`
  return free
}

function now(): number {
  return Date.now() / 1000
}
