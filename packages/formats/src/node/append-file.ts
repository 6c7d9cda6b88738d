import { open } from 'node:fs/promises'

/** Adds to the end of a file, which is made where there is none. Where that fails, for want of space say, no part stays behind. */
export async function appendWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'a')
  try {
    const { size } = await file.stat()
    let written = 0
    try {
      while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
    } catch (error) {
      // Unless somebody else has added to it since.
      const isLast = written > 0 && (await file.stat()).size === size + written
      if (isLast) await file.truncate(size).catch(() => undefined)
      throw error
    }
  } finally {
    await file.close()
  }
}
