import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import type { Form, LaidOut } from './forms'
import type { Geometry } from './geometry'
import { concatenated, padded, reshaped, sliced } from './view'

/** An image `[B, H, W, C]` as `[…, H', h, W', w, …]`: windows that lie side by side, and rows and columns after them. */
export function tilesOf(
  { graph, block = 1 }: LaidOut,
  [batch, rows, columns, channels]: readonly number[],
  { kernel, unread }: Pick<Geometry, 'kernel' | 'unread'>,
  form: Exclude<Form, 'first'>,
) {
  const [height, width, depth] = [rows, columns, channels] as [number, number, number]
  const inner = form === 'blocked' ? block : depth
  const outer = ((batch as number) * depth) / inner
  const whole = form === 'blocked' ? [batch, depth, height, width] : [batch, height, width, depth]
  const read = [height - unread[0], width - unread[1]] as const
  const [outRows, outColumns] = [read[0] / kernel[0], read[1] / kernel[1]]
  return {
    /** What one place of all windows is. */
    partShape: [outer, outRows, 1, outColumns, 1, inner],
    /** For each place of a window, row by row, what is there. */
    places(image: Value): Value[] {
      const view = reshaped(graph, image, [outer, height, width, inner])
      const inWindows = sliced(graph, view, [1, 2], [0, 0], read, [1, 1])
      const tiles = reshaped(graph, inWindows, [outer, outRows, kernel[0], outColumns, kernel[1], inner])
      return Array.from({ length: sizeOf(kernel) }, (_, place) =>
        sliced(graph, tiles, [2, 4], [Math.floor(place / kernel[1]), place % kernel[1]], [1, 1], [1, 1]),
      )
    },
    /** The image of such places. */
    together(parts: readonly Value[]): Value {
      const inRows = Array.from({ length: kernel[0] }, (_, row) =>
        concatenated(graph, parts.slice(row * kernel[1], (row + 1) * kernel[1]), 4),
      )
      const inWindows = reshaped(graph, concatenated(graph, inRows, 2), [outer, ...read, inner])
      return reshaped(graph, padded(graph, inWindows, [0, 0, 0, 0], [0, ...unread, 0]), whole as number[])
    },
  }
}
