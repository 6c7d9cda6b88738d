import { open } from 'node:fs/promises'

/** The bytes of a file from `start` up to `end`, fewer where it ends before. */
export async function readPart(file: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(file)
  try {
    const length = Math.min(end, (await handle.stat()).size) - start
    const bytes = new Uint8Array(Math.max(0, length))
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled)
  } finally {
    await handle.close()
  }
}
