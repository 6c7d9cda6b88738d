import type { Broadcast, Lie } from '../broadcast'
import type { Lanes } from './lanes'
import { placeBytes, placeElements, scratch } from './scratch'
import { spreadRows } from './spread-rows'
import { bring, bytesOf, lazyLoop, take } from './vector-loop'

/** An operand's numbers, and how they lie in the result. */
export interface LaidOperand {
  readonly values: Float32Array
  readonly lie: Lie
}

/** Computes the same for each element of operands that broadcast to rows of so many columns. */
export type BroadcastLoop = (
  operands: readonly LaidOperand[],
  how: Pick<Broadcast, 'size' | 'columns'>,
  result: Float32Array,
) => void

const floatBytes = Float32Array.BYTES_PER_ELEMENT

/** Makes a loop over operands that broadcast. */
export function broadcastLoop<Name extends string>(
  names: readonly Name[],
  body: (named: Readonly<Record<Name, Lanes>>) => Lanes,
): BroadcastLoop {
  // A place of its own for the result: an operand that lies as one row is laid out once for all pieces.
  const resultPlace = names.length
  const columnPlace = names.length + 1
  const compiled = lazyLoop({ arrays: names }, (named) => [body(named)], resultPlace)
  return (operands, { size, columns }, result) => {
    const span = spanOf(columns)
    for (let start = 0; start < size; ) {
      // A row that is longer than a place comes in pieces, none of which goes on in the next row.
      const rowEnd = columns > placeElements ? start - (start % columns) + columns : size
      const piece = { columns, start, length: Math.min(span, rowEnd - start), columnPlace }
      for (let place = 0; place < names.length; place++) {
        layOut(operands[place] as LaidOperand, piece, place)
      }
      compiled()(bytesOf(piece.length))
      take(result, start, piece.length, resultPlace)
      start += piece.length
    }
  }
}

interface Piece {
  readonly columns: number
  readonly start: number
  readonly length: number
  /** Where an operand of one number per row waits to be laid out. */
  readonly columnPlace: number
}

/** Elements of a piece: whole rows where they fit. */
function spanOf(columns: number): number {
  return columns > placeElements ? placeElements : placeElements - (placeElements % columns)
}

function layOut({ values, lie }: LaidOperand, piece: Piece, place: number): void {
  const { columns, start, length } = piece
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
      return fillRows(values, piece, begin)
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
function fillRows(values: Float32Array, { columns, start, length, columnPlace }: Piece, begin: number): void {
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
