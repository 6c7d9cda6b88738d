import type { Pixels } from '@potstill/formats'
import type { Inputs } from '@potstill/spec'
import { slice, Tensor } from '@tensorflow/tfjs-core'

/**
 * The first examples of a batch as pictures: none where the inputs are not `[B, H, W, 1]` or `[B, H, W, 3]`.
 *
 * Values in [0, 1] are shown as they are, 0 black. Where an example leaves that range, as normalised ones do, its smallest
 * value is black and its largest white; what is not finite is black.
 */
export async function picturesOf(inputs: Inputs, count: number): Promise<readonly Pixels[]> {
  if (!(inputs instanceof Tensor) || inputs.rank !== 4) return []
  const [batch = 0, height = 0, width = 0, channels = 0] = inputs.shape
  if (channels !== 1 && channels !== 3) return []
  const shown = Math.min(count, batch)
  const first = slice(inputs, [0, 0, 0, 0], [shown, -1, -1, -1])
  const values = await first.data()
  first.dispose()
  const size = height * width * channels
  return Array.from({ length: shown }, (_, index) => ({
    width,
    height,
    channels,
    data: bytesFrom(values.subarray(index * size, (index + 1) * size)),
  }))
}

function bytesFrom(values: ArrayLike<number>): Uint8Array {
  const finite = Array.from(values).filter((value) => Number.isFinite(value))
  const least = finite.reduce((sofar, value) => Math.min(sofar, value), Infinity)
  const most = finite.reduce((sofar, value) => Math.max(sofar, value), -Infinity)
  const asTheyAre = least >= 0 && most <= 1
  const [black, white] = asTheyAre || least === most ? [0, 1] : [least, most]
  return Uint8Array.from(values, (value) => {
    if (!Number.isFinite(value)) return 0
    return Math.max(0, Math.min(255, Math.round((255 * (value - black)) / (white - black))))
  })
}
