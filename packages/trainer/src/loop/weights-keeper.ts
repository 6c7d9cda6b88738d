import type { CheckpointSaved, Storage, Student } from '@potstill/spec'
import type { Learner } from '../learner'

/** Saves the student's weights under `last` and `best`. */
export interface WeightsKeeper {
  save(which: 'last' | 'best', step: number): Promise<CheckpointSaved | undefined>
}

/**
 * Each save is written beside the one before and then takes its place, so that there is always a whole one. Where several
 * learn together, those after the first are saved in folders of their names.
 */
export function keepWeights(
  student: Student,
  storage: Storage,
  folder: string | undefined,
  [, ...others]: readonly Learner[] = [],
  learned: (student: Student) => Student = (itself) => itself,
): WeightsKeeper {
  return {
    save: async (which, step) => {
      if (folder === undefined) return undefined
      const path = `${folder}/${which}`
      await storage.remove(`${path}.new`)
      try {
        await learned(student).save(storage, `${path}.new`)
        for (const other of others) await learned(other.student).save(storage, `${path}.new/${other.name}`)
      } catch (error) {
        // A part of it would take room on a disk that may be full.
        await storage.remove(`${path}.new`).catch(() => undefined)
        throw error
      }
      await storage.rename(`${path}.new`, path)
      return { which, path, step }
    },
  }
}
