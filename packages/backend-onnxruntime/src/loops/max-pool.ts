import { backend_util, MaxPool, MaxPoolGrad, type MaxPoolAttrs, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Loop, LoopTable } from './loop'
import { memoryBytes, scratch } from './vector/scratch'
import { gradientOfLargest, largestOfWindows, type WindowLoop } from './vector/window-loops'

const floatBytes = Float32Array.BYTES_PER_ELEMENT
const channelsAtOnce = 4

/** Larger windows would be longer programs than they are worth. */
const mostPlaces = 25

/** A pool, and how much of it fits into the scratch memory at a time. */
interface Pooling {
  readonly info: backend_util.Conv2DInfo
  /** Floats of a row of the image with its padding, and of a row of the pooled image. */
  readonly rowFloats: number
  readonly pooledFloats: number
  readonly pooledRowsAtOnce: number
}

const maxPool: Loop = ({ inputs, attrs, backend }) => {
  const x = inputs['x'] as TensorInfo
  const pooling = poolingOf(x, attrs as unknown as MaxPoolAttrs, 1)
  if (pooling === undefined) return undefined
  const { info } = pooling
  const result = backend.takeFloats(info.outShape.reduce((size, length) => size * length, 1))
  const image = backend.floatsOf(x)
  const loop = loopOf(largest, largestOfWindows, info)
  forEachBlock(pooling, ({ batch, first, rows, imageRows, pooledAt }) => {
    bringRows(image, pooling, batch, first, imageRows, -Infinity, 0)
    const pooledPlace = pooling.rowFloats * imageRows
    loop(placesOf(pooling, rows, 0, pooledPlace))
    const length = rows * pooling.pooledFloats
    result.set(scratch.subarray(pooledPlace, pooledPlace + length), pooledAt)
  })
  return backend.floatResult(info.outShape, result)
}

const maxPoolGradient: Loop = ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as { readonly dy: TensorInfo; readonly input: TensorInfo }
  const pooling = poolingOf(input, attrs as unknown as MaxPoolAttrs, 2)
  if (pooling === undefined || pooling.info.inChannels % channelsAtOnce !== 0 || dy.dtype !== 'float32') {
    return undefined
  }
  const { info, rowFloats, pooledFloats } = pooling
  const image = backend.floatsOf(input)
  const gradient = backend.floatsOf(dy)
  const result = backend.takeFloats(image.length)
  const loop = loopOf(gradients, gradientOfLargest, info)
  const { filterHeight, strideHeight } = info
  const overlap = filterHeight > strideHeight
  // Blocks write all of their rows; they may write some twice, and leave others out.
  if (overlap || filterHeight < strideHeight || info.outHeight * strideHeight < info.inHeight) result.fill(0)
  forEachBlock(pooling, ({ batch, first, rows, imageRows, pooledAt }) => {
    const gradientPlace = rowFloats * imageRows
    const pooledPlace = 2 * gradientPlace
    bringRows(image, pooling, batch, first, imageRows, -Infinity, 0)
    if (overlap) bringRows(result, pooling, batch, first, imageRows, 0, gradientPlace)
    else scratch.fill(0, gradientPlace, gradientPlace + rowFloats * imageRows)
    scratch.set(gradient.subarray(pooledAt, pooledAt + rows * pooledFloats), pooledPlace)
    loop(placesOf(pooling, rows, gradientPlace, pooledPlace))
    takeRows(result, pooling, batch, first, imageRows, gradientPlace)
  })
  return backend.floatResult(input.shape, result)
}

/** By image that is wanted in the scratch memory: the image itself, or also its gradient. */
function poolingOf(
  { shape, dtype }: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs,
  images: 1 | 2,
): Pooling | undefined {
  if (dtype !== 'float32' || shape.length !== 4) return undefined
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outWidth, padInfo } = info
  if (filterHeight * filterWidth > mostPlaces || filterHeight * filterWidth === 1) return undefined
  const columns = Math.max((outWidth - 1) * strideWidth + filterWidth, info.inWidth + padInfo.left)
  const rowFloats = columns * inChannels
  const pooledFloats = outWidth * inChannels
  const spare = images * (filterHeight - strideHeight) * rowFloats + channelsAtOnce
  const each = images * strideHeight * rowFloats + pooledFloats
  const atOnce = Math.min(info.outHeight, Math.floor((memoryBytes / floatBytes - Math.max(spare, 0)) / each))
  return atOnce < 1 ? undefined : { info, rowFloats, pooledFloats, pooledRowsAtOnce: atOnce }
}

interface Block {
  readonly batch: number
  /** The first row of the image, −1 where there is a row of padding before. */
  readonly first: number
  readonly imageRows: number
  /** Of the pooled image. */
  readonly rows: number
  readonly pooledAt: number
}

function forEachBlock(
  { info, pooledFloats, pooledRowsAtOnce }: Pooling,
  visit: (block: Block) => void,
): void {
  const { batchSize, outHeight, strideHeight, filterHeight, padInfo } = info
  for (let batch = 0; batch < batchSize; batch++) {
    for (let row = 0; row < outHeight; row += pooledRowsAtOnce) {
      const rows = Math.min(pooledRowsAtOnce, outHeight - row)
      visit({
        batch,
        first: row * strideHeight - padInfo.top,
        imageRows: (rows - 1) * strideHeight + filterHeight,
        rows,
        pooledAt: (batch * outHeight + row) * pooledFloats,
      })
    }
  }
}

/** Copies rows of an image into the scratch memory, with `padding` around it. */
function bringRows(
  values: Float32Array,
  { info, rowFloats }: Pooling,
  batch: number,
  first: number,
  count: number,
  padding: number,
  place: number,
): void {
  const { inHeight, inWidth, inChannels, padInfo } = info
  const floats = inWidth * inChannels
  const before = padInfo.left * inChannels
  for (let index = 0; index < count; index++) {
    const at = place + index * rowFloats
    const row = first + index
    if (row < 0 || row >= inHeight) {
      scratch.fill(padding, at, at + rowFloats)
      continue
    }
    const start = (batch * inHeight + row) * floats
    if (before > 0) scratch.fill(padding, at, at + before)
    scratch.set(values.subarray(start, start + floats), at + before)
    if (before + floats < rowFloats) scratch.fill(padding, at + before + floats, at + rowFloats)
  }
}

/** Copies rows of the scratch memory back to the image, without what is around it. */
function takeRows(
  values: Float32Array,
  { info, rowFloats }: Pooling,
  batch: number,
  first: number,
  count: number,
  place: number,
): void {
  const { inHeight, inWidth, inChannels, padInfo } = info
  const floats = inWidth * inChannels
  for (let index = 0; index < count; index++) {
    const row = first + index
    if (row < 0 || row >= inHeight) continue
    const at = place + index * rowFloats + padInfo.left * inChannels
    values.set(scratch.subarray(at, at + floats), (batch * inHeight + row) * floats)
  }
}

function placesOf(
  { info, rowFloats }: Pooling,
  pooledRows: number,
  gradientPlace: number,
  pooledPlace: number,
) {
  const pixel = info.inChannels * floatBytes
  const row = rowFloats * floatBytes
  return {
    image: 0,
    gradient: gradientPlace * floatBytes,
    pooled: pooledPlace * floatBytes,
    pooledRows,
    pooledColumns: info.outWidth,
    pixel,
    row,
    right: info.strideWidth * pixel,
    down: info.strideHeight * row,
  }
}

const largest = new Map<string, WindowLoop>()
const gradients = new Map<string, WindowLoop>()

function loopOf(
  known: Map<string, WindowLoop>,
  compile: (height: number, width: number) => WindowLoop,
  { filterHeight, filterWidth }: backend_util.Conv2DInfo,
): WindowLoop {
  const key = `${filterHeight},${filterWidth}`
  const found = known.get(key) ?? compile(filterHeight, filterWidth)
  known.set(key, found)
  return found
}

/** The largest number of each window, and its gradient; channels last. */
export const maxPools: LoopTable = { [MaxPool]: maxPool, [MaxPoolGrad]: maxPoolGradient }
