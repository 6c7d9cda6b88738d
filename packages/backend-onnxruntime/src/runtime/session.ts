import type { ValueType } from '@potstill/onnx'
import { isStop, stopName } from './stop'
import type { NativeArray, NativeTensors, NativeSession, Runtime, SessionOptions } from './runtime'

/** A model that ONNX Runtime has loaded. */
export class Session {
  readonly #native: NativeSession
  readonly #runtime: Runtime
  readonly #stops: boolean
  #disposed = false

  /** @param stops whether the model's first output is the empty sequence that keeps results from being copied */
  constructor(runtime: Runtime, model: Uint8Array, options: SessionOptions, stops = false) {
    this.#runtime = runtime
    this.#stops = stops
    this.#native = new runtime.Session()
    this.#native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      logSeverityLevel: 3,
      ...options,
    })
  }

  /** A view of an array as an input or output. */
  tensor(dtype: ValueType, values: NativeArray, shape: readonly number[]) {
    return new this.#runtime.Tensor(dtype, values, shape)
  }

  /** Runs at once; the results are in the arrays of `fetches`. */
  run(feeds: NativeTensors, fetches: NativeTensors): void {
    if (!this.#stops) {
      this.#native.run(feeds, fetches, noOptions)
      return
    }
    try {
      this.#native.run(feeds, { [stopName]: null, ...fetches }, noOptions)
    } catch (error) {
      if (!isStop(error)) throw error
    }
  }

  endProfiling(): void {
    this.#native.endProfiling?.()
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#native.dispose?.()
  }
}

const noOptions = {}
