import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with little room. */
export interface SmallDisk {
  readonly folder: string
  /** Starts a program that has no more room than that. */
  readonly through: readonly string[]
  /** Gives it room enough. Programs are started without `through` from now on. */
  makeRoom(): void
  remove(): void
}

export interface SmallDisks {
  /** What limits the room, for titles. */
  readonly what: string
  /** Whether it is the room for all files together that ends. */
  readonly isDisk: boolean
  /** What the errors say, and their code. */
  readonly says: string
  readonly code: string
  /** With room for so many KiB: of all files together on a disk, of each where their size is limited. */
  make(room: { readonly disk: number; readonly file: number }): SmallDisk
}

/** Disks that are really full, where this process may mount them; elsewhere a limit of the size of files. */
export function smallDisks(): SmallDisks {
  const probe = emptyFolder()
  try {
    mount(probe, 'size=64k')
    unmount(probe)
    return mounted
  } catch {
    return limited
  } finally {
    rmSync(probe, { recursive: true })
  }
}

const mounted: SmallDisks = {
  what: 'a disk (tmpfs) that is full',
  isDisk: true,
  says: 'no space left on the disk',
  code: 'storage/disk-full',
  make: ({ disk }) => {
    const folder = emptyFolder()
    mount(folder, `size=${disk}k`)
    return {
      folder,
      through: [],
      makeRoom: () => mount(folder, 'remount,size=16m'),
      remove: () => {
        unmount(folder)
        rmSync(folder, { recursive: true })
      },
    }
  },
}

const limited: SmallDisks = {
  what: 'a limit of the size of files (ulimit -f, since no disk may be mounted here)',
  isDisk: false,
  says: 'a file that would be larger than the system allows',
  code: 'storage/failed',
  make: ({ file }) => {
    const folder = emptyFolder()
    return {
      folder,
      // Blocks of 512 bytes.
      through: ['sh', '-c', `ulimit -f ${file * 2}; exec "$@"`, 'sh'],
      makeRoom: () => undefined,
      remove: () => rmSync(folder, { recursive: true }),
    }
  },
}

function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'potstill-small-'))
}

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' })
}

function unmount(folder: string): void {
  execFileSync('umount', [folder], { stdio: 'pipe' })
}
