import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksAtOnce, rowOrder } from './row-order'

/** Ascending rows of a split, and the first row of each block of the whole. */
const divided = fc
  .tuple(
    fc.uniqueArray(fc.nat(400), { maxLength: 200 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }),
  )
  .map(([rows, starts]) => ({
    rows: Int32Array.from(rows).toSorted(),
    blocks: [0, ...starts.toSorted((one, other) => one - other)],
  }))
const order = fc.record({ seed: fc.integer(), epoch: fc.nat(1000) })

describe('rowOrder', () => {
  it('has every row once, with blocks or without, and the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(divided, order, fc.boolean(), ({ rows, blocks }, key, whole) => {
        const ordered = rowOrder(rows, key, whole ? undefined : blocks)
        expect(ordered.toSorted()).toEqual(rows)
        expect(rowOrder(rows, { ...key }, whole ? undefined : blocks)).toEqual(ordered)
        expect(rowOrder(rows, 'sequential', blocks)).toEqual(rows)
      }),
    )
  })

  it('comes to each block once, and to a few at a time', () => {
    fc.assert(
      fc.property(divided, order, ({ rows, blocks }, key) => {
        const visited = Array.from(rowOrder(rows, key, blocks), (row) =>
          blocks.findLastIndex((start) => start <= row),
        )
        const distinct = [...new Set(visited)]
        const sizes = distinct.map((block) => visited.filter((each) => each === block).length)
        // Windows of four blocks follow each other: within one, no row of another stands.
        let start = 0
        for (let first = 0; first < distinct.length; first += blocksAtOnce) {
          const length = sizes.slice(first, first + blocksAtOnce).reduce((sum, size) => sum + size, 0)
          const window = new Set(visited.slice(start, start + length))
          expect(window.size).toBe(Math.min(blocksAtOnce, distinct.length - first))
          start += length
        }
      }),
    )
  })

  it('differs by epoch and by seed', () => {
    const rows = Int32Array.from({ length: 100 }, (_, row) => row)
    const blocks = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    for (const some of [undefined, blocks]) {
      const keys = [0, 1, 2].flatMap((seed) => [0, 1, 2].map((epoch) => ({ seed, epoch })))
      expect(new Set(keys.map((key) => String(rowOrder(rows, key, some)))).size).toBe(9)
    }
  })
})
