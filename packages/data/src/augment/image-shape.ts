import { PotstillError, type Shape } from '@potstill/spec'

export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Reads `[height, width, channels]`; throws a PotstillError (`data/augment-shape`) for examples that are no images. */
export function imageShape(component: string, shape: Shape): ImageShape {
  const [height, width, channels] = shape
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) {
    return { height, width, channels }
  }
  throw new PotstillError({
    code: 'data/augment-shape',
    component,
    expected: 'images of shape [height, width, channels]',
    received: `examples of shape [${shape.join(', ')}]`,
    fix: 'leave it out of augment, or give the inputs the shape of images',
  })
}
