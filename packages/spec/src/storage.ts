/**
 * Files by path, with `/` between names, injected so that no component depends on where it runs.
 * `@potstill/formats/node` has one for a disk. A path may also be `package:NAME/file`, a file inside an installed
 * npm package, where the storage can resolve it.
 */
export interface Storage {
  /** The whole file. Rejects with a PotstillError (code `storage/not-found`) where there is none. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>
  /** Replaces the file at once or not at all; folders on the way are made. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Adds to the end of the file, which is made where there is none. */
  append(path: string, bytes: Uint8Array): Promise<void>
  exists(path: string): Promise<boolean>
  /** Names inside a folder, sorted; empty where there is no such folder. */
  list(path: string): Promise<readonly string[]>
  /** Bytes of a file; where it is absent, hosts read the whole file. Rejects as `read` does. */
  size?(path: string): Promise<number>
  /** The bytes from `start` up to `end`, fewer where the file ends before. Where it is absent, hosts read the whole file. */
  readRange?(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Takes the folder for this process, and resolves with what gives it back. A lock whose process is gone does not count, and what such
   * a process has left half written is cleared away.
   * Rejects with a PotstillError (code `storage/locked`) that says who has it. Where it is absent, nobody else is expected.
   */
  lock?(path: string): Promise<() => Promise<void>>
  /** Moves a file or a folder, replacing what is there. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file, or a folder with all it holds; nothing happens where there is none. */
  remove(path: string): Promise<void>
}
