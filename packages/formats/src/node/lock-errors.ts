import { storageErrors } from '../storage-errors'
import type { LockOwner } from './lock-owner'

/** Why a folder cannot be taken; `path` is as the caller wrote it, `lock` where its lock is. */
export const lockErrors = {
  here: (path: string, { pid, since }: LockOwner) =>
    storageErrors.locked(
      path,
      `a folder that process ${pid} has had since ${since}`,
      'wait until that process ends, or stop it; to work beside it, choose another folder',
    ),

  elsewhere: (path: string, { pid, host, since }: LockOwner, lock: string) =>
    storageErrors.locked(
      path,
      `a folder that process ${pid} of the machine '${host}' has had since ${since}`,
      `wait until that process ends; if it is gone, which cannot be seen from here, remove ${lock}`,
    ),

  unreadable: (path: string, lock: string) =>
    storageErrors.locked(
      path,
      'a lock that does not say whose it is',
      `make sure that no program works in the folder, and remove ${lock}`,
    ),
}
