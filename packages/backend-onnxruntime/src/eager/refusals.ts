import { backend_util } from '@tensorflow/tfjs-core'

/**
 * Kernels that ONNX Runtime refused and the cpu backend then computed: never known to happen, and a mistake in a lowering
 * where it does. The first time of each kernel is a warning of TensorFlow.js.
 */
export class Refusals {
  readonly #kernels = new Set<string>()

  /** Names, in the order in which they were first refused. */
  get kernels(): readonly string[] {
    return [...this.#kernels]
  }

  add(kernel: string, reason: unknown): void {
    if (this.#kernels.has(kernel)) return
    this.#kernels.add(kernel)
    const said = reason instanceof Error ? reason.message.trim() : String(reason)
    backend_util.warn(
      `ONNX Runtime did not compute ${kernel}, and the cpu backend did: right, and slower. Please report it. It said: ${said}`,
    )
  }
}
