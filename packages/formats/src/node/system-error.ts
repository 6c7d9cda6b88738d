import { isPotstillError, PotstillError } from '@potstill/spec'
import { storageErrors } from '../storage-errors'

interface Told {
  readonly code: string
  readonly received: string
  readonly fix: string
  readonly category: 'request' | 'work'
}

const told: Readonly<Record<string, Told>> = {
  EACCES: {
    code: 'storage/no-permission',
    received: 'permission denied',
    fix: 'change the permissions of the file or its folder, or choose another path',
    category: 'request',
  },
  EPERM: {
    code: 'storage/no-permission',
    received: 'an operation that the system does not permit',
    fix: 'change the permissions of the file or its folder, or choose another path',
    category: 'request',
  },
  EROFS: {
    code: 'storage/read-only',
    received: 'a disk that is only read',
    fix: 'choose a path on another disk',
    category: 'request',
  },
  ENOSPC: {
    code: 'storage/disk-full',
    received: 'no space left on the disk',
    fix: 'free some space; what was there before is unharmed',
    category: 'work',
  },
  EDQUOT: {
    code: 'storage/disk-full',
    received: 'no space left in the quota',
    fix: 'free some space; what was there before is unharmed',
    category: 'work',
  },
  EFBIG: {
    code: 'storage/failed',
    received: 'a file that would be larger than the system allows',
    fix: 'raise the limit of file sizes (ulimit -f), or choose another disk; what was there before is unharmed',
    category: 'work',
  },
  EMFILE: {
    code: 'storage/failed',
    received: 'too many open files',
    fix: 'raise the limit of open files (ulimit -n)',
    category: 'work',
  },
  EXDEV: {
    code: 'storage/failed',
    received: 'two paths on different disks',
    fix: 'move within one disk',
    category: 'request',
  },
  ENAMETOOLONG: {
    code: 'storage/path-invalid',
    received: 'a name that is too long for the system',
    fix: 'choose a shorter one',
    category: 'request',
  },
}

/** Says what Node's file system error means for somebody who tried to `doing` (read, write, …) the path. */
export function fromSystemError(error: unknown, doing: string, path: string, where: string): unknown {
  if (isPotstillError(error) || !(error instanceof Error)) return error
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return storageErrors.notFound(path, where, error)
  if (code === 'EISDIR') return storageErrors.isFolder(path, error)
  const { received, ...rest } = told[code ?? ''] ?? {
    code: 'storage/failed',
    received: error.message,
    fix: 'see the message of the system',
    category: 'work' as const,
  }
  return new PotstillError({
    ...rest,
    component: 'storage',
    expected: `to ${doing} '${path}'`,
    received: where === path ? received : `${received} (${where})`,
    cause: error,
  })
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
