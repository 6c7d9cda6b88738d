import {
  add,
  four,
  get,
  integer,
  load,
  multiply,
  repeatWhileLess,
  set,
  store,
  subtract,
  vector,
  vectorBytes,
} from './instructions'
import { instantiate } from './instantiate'
import type { Bytes } from './module-bytes'

/**
 * Where the rows of a pool lie in the scratch memory, in bytes: images have their channels last and their padding
 * around them.
 */
export interface WindowPlaces {
  readonly image: number
  /** Of the image's gradient. */
  readonly gradient: number
  /** Of the pooled rows, or of their gradient. */
  readonly pooled: number
  readonly pooledRows: number
  readonly pooledColumns: number
  /** From one pixel to the next, one row to the next, one window to the next to its right, and to the next below. */
  readonly pixel: number
  readonly row: number
  readonly right: number
  readonly down: number
}

export type WindowLoop = (places: WindowPlaces) => void

/** Parameters of a loop, then its locals. */
const local = {
  image: 0,
  gradient: 1,
  pooled: 2,
  pooledEnd: 3,
  pooledRow: 4,
  pixel: 5,
  row: 6,
  right: 7,
  down: 8,
  window: 9,
  rowEnd: 10,
  pixelEnd: 11,
  at: 12,
  largest: 13,
  taken: 14,
  value: 15,
} as const
const parameters = 9
const firstOffset = 16

/** Writes the largest number of each window; a NaN is passed over. */
export function largestOfWindows(height: number, width: number): WindowLoop {
  return windowLoop(height, width, (offsets) => [
    ...findLargest(offsets),
    ...store(get(local.pooled), get(local.largest)),
  ])
}

/**
 * Adds the gradient of each window to the first of its pixels that is the largest. The number of channels is a multiple
 * of four.
 */
export function gradientOfLargest(height: number, width: number): WindowLoop {
  return windowLoop(height, width, (offsets) => [
    ...findLargest(offsets),
    // Where nothing is above -Infinity, there is no largest.
    ...set(local.taken, vector('equal', get(local.largest), four(-Infinity))),
    ...offsets.flatMap((offset) => takeGradient(add(get(local.at), get(offset)))),
  ])
}

function findLargest(offsets: readonly number[]): Bytes {
  return [
    ...set(local.largest, four(-Infinity)),
    ...offsets.flatMap((offset) =>
      set(local.largest, vector('greaterOf', get(local.largest), load(add(get(local.at), get(offset))))),
    ),
  ]
}

function takeGradient(address: Bytes): Bytes {
  const gradientAddress = add(address, subtract(get(local.gradient), get(local.image)))
  return [
    ...set(
      local.value,
      vector('andNot', vector('equal', load(address), get(local.largest)), get(local.taken)),
    ),
    ...set(local.taken, vector('or', get(local.taken), get(local.value))),
    ...store(
      gradientAddress,
      vector('add', load(gradientAddress), vector('and', get(local.value), load(get(local.pooled)))),
    ),
  ]
}

/** Goes over rows, windows and channels; `body` is one step of four channels. */
function windowLoop(height: number, width: number, body: (offsets: readonly number[]) => Bytes): WindowLoop {
  const places = Array.from({ length: height * width }, (_, index) => ({
    offset: firstOffset + index,
    row: Math.floor(index / width),
    column: index % width,
  }))
  const advance = (name: keyof typeof local, by: Bytes) => set(local[name], add(get(local[name]), by))
  const channels = repeatWhileLess(get(local.at), get(local.pixelEnd), [
    ...body(places.map(({ offset }) => offset)),
    ...advance('at', integer(vectorBytes)),
    ...advance('pooled', integer(vectorBytes)),
  ])
  const windows = repeatWhileLess(get(local.pooled), get(local.rowEnd), [
    ...set(local.at, get(local.window)),
    ...set(local.pixelEnd, add(get(local.window), get(local.pixel))),
    ...channels,
    // A last step may have gone beyond the channels.
    ...set(local.pooled, subtract(get(local.pooled), subtract(get(local.at), get(local.pixelEnd)))),
    ...advance('window', get(local.right)),
  ])
  const rows = repeatWhileLess(get(local.pooled), get(local.pooledEnd), [
    ...set(local.window, get(local.image)),
    ...set(local.rowEnd, add(get(local.pooled), get(local.pooledRow))),
    ...windows,
    ...advance('image', get(local.down)),
    ...advance('gradient', get(local.down)),
  ])
  const run = instantiate({
    parameters: Array.from({ length: parameters }, () => 'i32' as const),
    locals: ['i32', 'i32', 'i32', 'i32', 'v128', 'v128', 'v128', ...places.map(() => 'i32' as const)],
    body: [
      ...places.flatMap(({ offset, row, column }) =>
        set(offset, add(multiply(integer(row), get(local.row)), multiply(integer(column), get(local.pixel)))),
      ),
      ...rows,
    ],
  })
  return ({ image, gradient, pooled, pooledRows, pooledColumns, pixel, row, right, down }) => {
    const pooledRow = pooledColumns * pixel
    run(image, gradient, pooled, pooled + pooledRows * pooledRow, pooledRow, pixel, row, right, down)
  }
}
