import type { Shape } from '@potstill/spec'
import type { NumberArray } from '../examples'

/** Examples that stay where they are until they are asked for: `count` of them, read by row. */
export interface ExampleReader {
  readonly count: number
  /** Shape of one example's inputs. */
  readonly inputShape: Shape
  /** Each value is divided by this on its way into a batch: 255 for the bytes of pixels. Default: 1. */
  readonly divisor?: number | undefined
  /** int32 `[count]`: labels are small and stay in memory. */
  readonly labels?: Int32Array | undefined
  /**
   * Where rows are read in blocks (the row groups of a Parquet file): the first row of each block, ascending, from 0.
   * An epoch's order then mixes a few blocks at a time, so that each is read once.
   */
  readonly blocks?: readonly number[] | undefined
  /** Reads the inputs of rows, in the order they are given in: `[rows, …]`, row-major. May be called while it still reads. */
  read(rows: Int32Array): Promise<NumberArray>
  /** How errors name an example, for instance by its file. Default: `example 3 (counted from 0)`. */
  nameRow?(row: number): string
}
