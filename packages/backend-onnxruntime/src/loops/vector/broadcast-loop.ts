import type { Broadcast, Lie } from '../broadcast'
import type { Lanes } from './lanes'
import { placeBytes, placeElements, scratch } from './scratch'
import { spreadRows } from './spread-rows'
import { bring, bytesOf, lazyLoop, take } from './vector-loop'

/** Computes the same for each pair of elements of two arrays that broadcast. */
export type BroadcastLoop = (a: Float32Array, b: Float32Array, how: Broadcast, result: Float32Array) => void

/** The result has a place of its own: an operand that lies as one row is laid out once for all pieces. */
const resultPlace = 2

/** Where an operand of one number per row waits to be laid out. */
const columnPlace = 3

const floatBytes = Float32Array.BYTES_PER_ELEMENT

/**
 * Makes a loop over two operands.
 */
export function broadcastLoop(body: (a: Lanes, b: Lanes) => Lanes): BroadcastLoop {
  const compiled = lazyLoop({ arrays: ['a', 'b'] }, ({ a, b }) => [body(a, b)], resultPlace)
  return (a, b, how, result) => {
    const { size, columns } = how
    const span = spanOf(columns)
    for (let start = 0; start < size; ) {
      // A row that is longer than a place comes in pieces, none of which goes on in the next row.
      const rowEnd = columns > placeElements ? start - (start % columns) + columns : size
      const length = Math.min(span, rowEnd - start)
      layOut(a, how.a, columns, start, length, 0)
      layOut(b, how.b, columns, start, length, 1)
      compiled()(bytesOf(length))
      take(result, start, length, resultPlace)
      start += length
    }
  }
}

/** Elements of a piece: whole rows where they fit. */
function spanOf(columns: number): number {
  return columns > placeElements ? placeElements : placeElements - (placeElements % columns)
}

function layOut(
  values: Float32Array,
  lie: Lie,
  columns: number,
  start: number,
  length: number,
  place: number,
): void {
  const begin = place * placeElements
  switch (lie) {
    case 'whole':
      return bring(values, start, length, place)
    case 'one':
      if (start === 0) scratch.fill(values[0] as number, begin, begin + length)
      return
    case 'row':
      if (columns > placeElements) bring(values, start % columns, length, place)
      else if (start === 0) repeat(values, length, begin)
      return
    case 'column':
      return fillRows(values, columns, start, length, begin)
  }
}

/** Writes a row again and again, twice as often each time. */
function repeat(row: Float32Array, length: number, begin: number): void {
  scratch.set(row, begin)
  for (let done = row.length; done < length; done *= 2) {
    scratch.copyWithin(begin + done, begin, begin + Math.min(done, length - done))
  }
}

/** Writes each row's number for all columns of the row; pieces begin with a row, or lie within one. */
function fillRows(values: Float32Array, columns: number, start: number, length: number, begin: number): void {
  const row = Math.floor(start / columns)
  if (columns > placeElements) {
    scratch.fill(values[row] as number, begin, begin + length)
    return
  }
  const rows = length / columns
  scratch.set(values.subarray(row, row + rows), columnPlace * placeElements)
  const column = columnPlace * placeBytes
  spreadRows()(column, column + rows * floatBytes, begin * floatBytes, columns * floatBytes)
}
