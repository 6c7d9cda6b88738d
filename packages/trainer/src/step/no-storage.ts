import { PotstillError, type Storage } from '@potstill/spec'

/** Stands where nobody gave a storage, and says so when one is needed. */
export const noStorage: Storage = {
  read: refuse,
  write: refuse,
  append: refuse,
  exists: refuse,
  list: refuse,
  rename: refuse,
  remove: refuse,
}

function refuse(path: string): Promise<never> {
  return Promise.reject(
    new PotstillError({
      code: 'trainer/no-storage',
      expected: `a storage to reach ${path}`,
      received: 'none',
      fix: 'pass `storage`, for instance folderStorage() of @potstill/formats/node',
    }),
  )
}
