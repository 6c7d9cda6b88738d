/** A change by a factor, after which every value is kept between `low` and `high`. */
export interface Change {
  readonly factor: number
  readonly low: number
  readonly high: number
}

interface ColourChanges {
  readonly brightness: Change
  readonly contrast: Change
  readonly saturation: Change
}

/** What leaves everything as it is. */
export const noChange: Change = { factor: 1, low: -Infinity, high: Infinity }

/**
 * Changes brightness, contrast and saturation of an image in red, green and blue, in its own array. Two passes: the mean that
 * contrast needs is known after the first. A pass that would change nothing is left out.
 */
export function changeColours(
  values: Float32Array,
  { brightness, contrast, saturation }: ColourChanges,
): void {
  const hasTones = brightness !== noChange || contrast !== noChange
  const mean = hasTones ? changeBrightness(values, brightness) : 0
  if (contrast === noChange && saturation === noChange) return
  const offset = (1 - contrast.factor) * mean
  for (let pixel = 0; pixel < values.length; pixel += 3) {
    const red = changed(values[pixel] as number, contrast, offset)
    const green = changed(values[pixel + 1] as number, contrast, offset)
    const blue = changed(values[pixel + 2] as number, contrast, offset)
    const own = (1 - saturation.factor) * grey(red, green, blue)
    values[pixel] = changed(red, saturation, own)
    values[pixel + 1] = changed(green, saturation, own)
    values[pixel + 2] = changed(blue, saturation, own)
  }
}

/** The first pass; gives the mean grey of the image that comes out. */
function changeBrightness(values: Float32Array, brightness: Change): number {
  let sum = 0
  for (let pixel = 0; pixel < values.length; pixel += 3) {
    const red = changed(values[pixel] as number, brightness, 0)
    const green = changed(values[pixel + 1] as number, brightness, 0)
    const blue = changed(values[pixel + 2] as number, brightness, 0)
    values[pixel] = red
    values[pixel + 1] = green
    values[pixel + 2] = blue
    sum += grey(red, green, blue)
  }
  return (sum * 3) / values.length
}

/** Brightness and contrast of an image of any number of channels, whose grey is their mean. */
export function changeTones(
  values: Float32Array,
  { brightness, contrast }: Omit<ColourChanges, 'saturation'>,
): void {
  let sum = 0
  for (let at = 0; at < values.length; at++) {
    const value = changed(values[at] as number, brightness, 0)
    values[at] = value
    sum += value
  }
  if (contrast === noChange) return
  const offset = ((1 - contrast.factor) * sum) / values.length
  for (let at = 0; at < values.length; at++) values[at] = changed(values[at] as number, contrast, offset)
}

/** One value, as the array holds it. */
function changed(value: number, { factor, low, high }: Change, offset: number): number {
  const moved = factor * value + offset
  return Math.fround(moved < low ? low : moved > high ? high : moved)
}

/** The brightness of a pixel: ITU-R BT.601. */
function grey(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
