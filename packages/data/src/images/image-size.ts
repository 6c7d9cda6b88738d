import { PotstillError } from '@potstill/spec'
import * as z from 'zod'
import { decodeImage } from './decode-image'
import { toChannels, type Pixels } from './pixels'
import { coverAndCrop } from './resize'

const side = z.int().min(1).max(4096)

/** Options by which every source of pictures gives them one shape. */
export const imageOptions = {
  size: z
    .union([side, z.tuple([side, side])], { error: 'expected a number of pixels, or [height, width]' })
    .optional()
    .describe(
      'Pictures are scaled until they cover this many pixels (one number for a square, or height and width) and the ' +
        'middle is cut out. Default: as they are, all of one size.',
    ),
  channels: z
    .union([z.literal(1), z.literal(3)], { error: 'expected 1 or 3' })
    .default(3)
    .describe('3 for red, green and blue, 1 for grey.'),
}

export interface ImageOptions {
  readonly size?: number | readonly [number, number] | undefined
  readonly channels: 1 | 3
}

/** What every picture becomes: `[height, width, channels]`. */
export type ImageShape = readonly [height: number, width: number, channels: 1 | 3]

/** The shape that the options give; where they leave the size open, that of a first picture. */
export async function imageShape(
  { size, channels }: ImageOptions,
  first: () => Promise<Pixels>,
): Promise<ImageShape> {
  if (typeof size === 'number') return [size, size, channels]
  if (size !== undefined) return [...size, channels]
  const { height, width } = await first()
  return [height, width, channels]
}

/** Decodes a picture to bytes of a shape. Where no size was wanted, it must have that of the others. */
export async function readImage(
  { source, name, shape, fits }: ReadImageOptions,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const [height, width, channels] = shape
  const pixels = toChannels(await decodeImage(source, name, bytes), channels)
  if (fits) return coverAndCrop(pixels, height, width).data
  if (pixels.height === height && pixels.width === width) return pixels.data
  throw new PotstillError({
    code: 'data/image-size',
    component: source,
    expected: `pictures of one size, ${height}×${width} like the first one: ${name}`,
    received: `${pixels.height}×${pixels.width}`,
    fix: 'give the option size, to which all are scaled',
    category: 'work',
  })
}

export interface ReadImageOptions {
  readonly source: string
  /** What errors call the picture. */
  readonly name: string
  readonly shape: ImageShape
  /** Whether pictures of another size are scaled. */
  readonly fits: boolean
}
