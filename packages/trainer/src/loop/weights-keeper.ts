import type { CheckpointSaved, Storage, Student } from '@potstill/spec'

/** Saves the student's weights under `last` and `best`. */
export interface WeightsKeeper {
  save(which: 'last' | 'best', step: number): Promise<CheckpointSaved | undefined>
}

/** Each save is written beside the one before and then takes its place, so that there is always a whole one. */
export function keepWeights(student: Student, storage: Storage, folder: string | undefined): WeightsKeeper {
  return {
    save: async (which, step) => {
      if (folder === undefined) return undefined
      const path = `${folder}/${which}`
      await storage.remove(`${path}.new`)
      await student.save(storage, `${path}.new`)
      await storage.rename(`${path}.new`, path)
      return { which, path, step }
    },
  }
}
