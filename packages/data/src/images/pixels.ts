/** A decoded picture: bytes, row-major, channels last. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1: grey, 3: red, green, blue. */
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

/**
 * Brings a picture to a number of channels. Grey is repeated; colours become luma, (299 R + 587 G + 114 B) / 1000 as
 * in ITU-R BT.601.
 */
export function toChannels(pixels: Pixels, channels: 1 | 3): Pixels {
  if (pixels.channels === channels) return pixels
  const { width, height, data } = pixels
  const count = width * height
  const converted = new Uint8Array(count * channels)
  for (let i = 0; i < count; i++) {
    if (channels === 3) converted.fill(data[i] as number, 3 * i, 3 * i + 3)
    else {
      const [red = 0, green = 0, blue = 0] = data.subarray(3 * i, 3 * i + 3)
      converted[i] = Math.round((299 * red + 587 * green + 114 * blue) / 1000)
    }
  }
  return { width, height, channels, data: converted }
}

/** Cuts out the middle: torchvision's `center_crop`. */
export function centreCrop(pixels: Pixels, height: number, width: number): Pixels {
  if (pixels.height === height && pixels.width === width) return pixels
  const { channels } = pixels
  const top = roundHalfToEven((pixels.height - height) / 2)
  const left = roundHalfToEven((pixels.width - width) / 2)
  const data = new Uint8Array(height * width * channels)
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * pixels.width + left) * channels
    data.set(pixels.data.subarray(start, start + width * channels), y * width * channels)
  }
  return { width, height, channels, data }
}

/** As Python rounds. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}
