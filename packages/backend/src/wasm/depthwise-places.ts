import type { backend_util } from '@tensorflow/tfjs-core'

/** One tap of a filter at one place of the output, as offsets of the first channel in `[…, channels]` arrays. */
type Visit = (x: number, dy: number, filter: number) => void

/**
 * Visits every pair of an input pixel and an output pixel that a depthwise convolution (NHWC) relates, and the tap that
 * relates them: input row = output row · stride + tap · dilation − padding.
 */
export function visitPlaces(convolution: backend_util.Conv2DInfo, visit: Visit): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = convolution
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = convolution
  const { top, left } = convolution.padInfo
  for (let batch = 0; batch < batchSize; batch++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
        const row = outRow * strideHeight + tapRow * dilationHeight - top
        if (row < 0 || row >= inHeight) continue
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          const dy = ((batch * outHeight + outRow) * outWidth + outColumn) * outChannels
          for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
            const column = outColumn * strideWidth + tapColumn * dilationWidth - left
            if (column < 0 || column >= inWidth) continue
            const x = ((batch * inHeight + row) * inWidth + column) * inChannels
            visit(x, dy, (tapRow * filterWidth + tapColumn) * outChannels)
          }
        }
      }
    }
  }
}
