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
  let frame = emptyFrame(shape, fill)
  return (values, image) => {
    const { height, width, channels } = image
    if (shape.height !== height || shape.width !== width || shape.channels !== channels) {
      shape = image
      frame = emptyFrame(image, fill)
    }
    const size = width * channels
    for (let row = 0; row < height; row++) {
      frame.values.set(values.subarray(row * size, (row + 1) * size), (row + 1) * frame.rowSize + channels)
    }
    return frame
  }
}

function emptyFrame({ height, width, channels }: ImageShape, fill: number): FramedImage {
  const rowSize = (width + 2) * channels
  return { values: new Float32Array((height + 2) * rowSize).fill(fill), rowSize }
}
