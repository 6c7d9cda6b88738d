import type { io } from '@tensorflow/tfjs-core'
import { elementCount } from './element-count'

const dtypeBytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
}

/** Bytes that the weights take in their files; undefined where one is of strings, whose lengths stand in the data. */
export function weightBytes(specs: readonly io.WeightsManifestEntry[]): number | undefined {
  let total = 0
  for (const { dtype, shape, quantization } of specs) {
    const size = dtypeBytes[quantization?.dtype ?? dtype]
    if (size === undefined) return undefined
    total += elementCount(shape) * size
  }
  return total
}
