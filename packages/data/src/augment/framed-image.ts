import type { ImageShape } from './image-shape'

/** An image with a frame of one pixel around it, so that what looks between pixels needs no exceptions at its border. */
export interface FramedImage {
  readonly values: Float32Array
  /** Values in a row, those of the frame among them. */
  readonly rowSize: number
}

/** Puts images into a frame of `fill`. All images of a shape share one: it holds the last. */
export function imageFrame(fill: number): (values: Float32Array, image: ImageShape) => FramedImage {
  let shape: ImageShape = { height: 0, width: 0, channels: 0 }
  let put = frameFor(shape, fill)
  return (values, image) => {
    const { height, width, channels } = image
    if (shape.height !== height || shape.width !== width || shape.channels !== channels) {
      shape = image
      put = frameFor(image, fill)
    }
    return put(values)
  }
}

/**
 * Puts images of one shape into a frame. Each is copied as a whole first, so that its rows are views that are there already:
 * to make them for every image takes longer than the copy.
 */
function frameFor(
  { height, width, channels }: ImageShape,
  fill: number,
): (values: Float32Array) => FramedImage {
  const size = width * channels
  const rowSize = size + 2 * channels
  const copy = new Float32Array(height * size)
  const rows = Array.from({ length: height }, (_, row) => copy.subarray(row * size, (row + 1) * size))
  const frame = { values: new Float32Array((height + 2) * rowSize).fill(fill), rowSize }
  return (values) => {
    copy.set(values)
    for (let row = 0; row < height; row++)
      frame.values.set(rows[row] as Float32Array, (row + 1) * rowSize + channels)
    return frame
  }
}
