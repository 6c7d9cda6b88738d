import type { BatchOrder } from '@potstill/spec'
import { batchOrder } from '../batch-order'

/** How many blocks are mixed with each other, and so how many are held in memory. */
export const blocksAtOnce = 4

/**
 * Puts rows into the order of an epoch. Without blocks any row may come next. With blocks, these are mixed, then the rows
 * of each four of them: near to a full shuffle, while each block is read once and only a few are held.
 *
 * @param rows - Ascending where there are blocks.
 * @param blocks - The first row of each block, ascending.
 */
export function rowOrder(rows: Int32Array, order: BatchOrder, blocks?: readonly number[]): Int32Array {
  if (order === 'sequential') return rows
  if (blocks === undefined) return pick(rows, batchOrder(rows.length, order))
  const parts = splitByBlock(rows, blocks)
  const mixed = Array.from(batchOrder(parts.length, order), (index) => parts[index] as Int32Array)
  const ordered = new Int32Array(rows.length)
  let filled = 0
  for (let first = 0; first < mixed.length; first += blocksAtOnce) {
    const window = concatenate(mixed.slice(first, first + blocksAtOnce))
    ordered.set(
      pick(window, batchOrder(window.length, { ...order, epoch: order.epoch + (first + 1) * 2 ** -20 })),
      filled,
    )
    filled += window.length
  }
  return ordered
}

/** Where the rows of each block lie, left out the blocks that have none. */
function splitByBlock(rows: Int32Array, blocks: readonly number[]): readonly Int32Array[] {
  const parts: Int32Array[] = []
  let start = 0
  for (let block = 1; block <= blocks.length; block++) {
    const next = blocks[block] ?? Infinity
    let end = start
    while (end < rows.length && (rows[end] as number) < next) end++
    if (end > start) parts.push(rows.subarray(start, end))
    start = end
  }
  return parts
}

function pick(rows: Int32Array, positions: Int32Array): Int32Array {
  return positions.map((position) => rows[position] as number)
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let filled = 0
  for (const part of parts) {
    all.set(part, filled)
    filled += part.length
  }
  return all
}
