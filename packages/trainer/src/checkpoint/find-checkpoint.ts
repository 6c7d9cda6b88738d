import { PotstillError, type Storage } from '@potstill/spec'
import { readCheckpoint, type Checkpoint } from './read-checkpoint'

/** Steps of the checkpoints in a folder, newest first. Whether they are whole is another question. */
export async function checkpointSteps(storage: Storage, folder: string): Promise<readonly number[]> {
  const names = await storage.list(folder)
  return names
    .flatMap((name) => {
      const [, step] = /^step-(\d+)$/.exec(name) ?? []
      return step === undefined ? [] : [Number(step)]
    })
    .toSorted((a, b) => b - a)
}

export function checkpointPath(folder: string, step: number): string {
  return `${folder}/step-${step}`
}

/**
 * The newest whole checkpoint; undefined where there is none at all. `tell` hears of each damaged one that was passed by. Throws a
 * PotstillError where all are damaged.
 */
export async function findCheckpoint(
  storage: Storage,
  folder: string,
  tell: (message: string) => void,
): Promise<Checkpoint | undefined> {
  const damaged: string[] = []
  for (const step of await checkpointSteps(storage, folder)) {
    const read = await readCheckpoint(storage, checkpointPath(folder, step))
    if (!('damage' in read)) {
      for (const damage of damaged) {
        tell(`The checkpoint ${damage}: it is left aside, and the run goes on from ${read.path}.`)
      }
      return read
    }
    damaged.push(`${read.path} is damaged (${read.damage})`)
  }
  if (damaged.length === 0) return undefined
  throw new PotstillError({
    code: 'trainer/checkpoints-damaged',
    expected: `a whole checkpoint in ${folder}`,
    received: damaged.join('; '),
    fix: 'restore the folder from a copy, or leave `resume` out to start anew',
    category: 'work',
  })
}
