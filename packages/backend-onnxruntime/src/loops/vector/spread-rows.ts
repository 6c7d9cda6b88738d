import { add, get, integer, loadFour, repeatWhileLess, set, store, vectorBytes } from './instructions'
import { instantiate } from './instantiate'

/** Writes each number of a column again and again, one row of them; all places are in bytes of the scratch memory. */
export type SpreadRows = (column: number, columnEnd: number, rows: number, rowBytes: number) => void

const local = { column: 0, columnEnd: 1, at: 2, rowBytes: 3, row: 4, rowEnd: 5, value: 6 } as const
const floatBytes = Float32Array.BYTES_PER_ELEMENT

let compiled: SpreadRows | undefined

/** The loop, compiled once it is needed. Behind the last row, up to three numbers more are written. */
export function spreadRows(): SpreadRows {
  compiled ??= instantiate({
    parameters: ['i32', 'i32', 'i32', 'i32'],
    locals: ['i32', 'i32', 'v128'],
    body: [
      ...set(local.row, get(local.at)),
      ...repeatWhileLess(get(local.column), get(local.columnEnd), [
        ...set(local.value, loadFour(get(local.column))),
        ...set(local.at, get(local.row)),
        ...set(local.rowEnd, add(get(local.row), get(local.rowBytes))),
        ...repeatWhileLess(get(local.at), get(local.rowEnd), [
          ...store(get(local.at), get(local.value)),
          ...set(local.at, add(get(local.at), integer(vectorBytes))),
        ]),
        ...set(local.row, get(local.rowEnd)),
        ...set(local.column, add(get(local.column), integer(floatBytes))),
      ]),
    ],
  })
  return compiled
}
