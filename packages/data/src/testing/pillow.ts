import { readFileSync } from 'node:fs'

interface Reference {
  readonly pictures: readonly {
    readonly name: string
    readonly file: string
    readonly channels: 1 | 3
    readonly width: number
    readonly height: number
    readonly pixels: string
  }[]
  readonly resized: readonly { readonly width: number; readonly height: number; readonly pixels: string }[]
  readonly parquet: Readonly<Record<'snappy' | 'zstd' | 'gzip', string>>
}

/** What Pillow and pyarrow made: tools/parity/images.py. */
export const pillow = JSON.parse(
  readFileSync(new URL('../../../../reference/data/pillow-pyarrow.json', import.meta.url), 'utf8'),
) as Reference

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}
