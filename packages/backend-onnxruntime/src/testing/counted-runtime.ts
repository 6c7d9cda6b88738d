import { loadRuntime } from '../runtime/load-runtime'
import type { NativeSession, Runtime, SessionOptions } from '../runtime/runtime'

/** ONNX Runtime, and what becomes of its sessions. */
export interface CountedRuntime extends Runtime {
  /** Options of every session that was opened. */
  readonly opened: readonly SessionOptions[]
  /** Sessions that are open now. */
  readonly open: number
  /** Runs of all sessions. */
  readonly runs: number
}

export async function countedRuntime(): Promise<CountedRuntime> {
  const { version, stops, Session, Tensor } = await loadRuntime()
  const counts = { opened: [] as SessionOptions[], disposed: 0, runs: 0 }
  class CountedSession implements NativeSession {
    readonly #native = new Session()

    loadModel(...given: Parameters<NativeSession['loadModel']>): void {
      this.#native.loadModel(...given)
      counts.opened.push(given[3])
    }

    run(...given: Parameters<NativeSession['run']>) {
      counts.runs++
      return this.#native.run(...given)
    }

    dispose(): void {
      this.#native.dispose?.()
      counts.disposed++
    }
  }
  return {
    version,
    stops,
    Session: CountedSession,
    Tensor,
    get opened() {
      return counts.opened
    },
    get open() {
      return counts.opened.length - counts.disposed
    },
    get runs() {
      return counts.runs
    },
  }
}
