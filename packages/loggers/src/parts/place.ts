import { PotstillError, type RunStart, type Storage } from '@potstill/spec'

export interface Place {
  readonly storage: Storage
  readonly folder: string
}

/**
 * Where a callback writes: the folder of its options, or else the run's.
 *
 * @throws PotstillError `loggers/no-place` where the run has no storage, or neither names a folder
 */
export function placeOf(component: string, event: RunStart, folder = event.folder): Place {
  const { storage } = event
  if (storage !== undefined && folder !== undefined) return { storage, folder }
  throw new PotstillError({
    code: 'loggers/no-place',
    component,
    expected: 'a run with a storage and a folder to write to',
    received: storage === undefined ? 'a run without a storage' : 'no folder',
    fix:
      storage === undefined
        ? 'pass `storage` to the trainer, for instance folderStorage() of @potstill/formats/node'
        : `pass \`folder\` to the trainer or to ${component}`,
  })
}
