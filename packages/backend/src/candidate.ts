import type { BackendName } from './backend-name'
import type { ImportModule } from './import-module'

/** What a candidate may use. */
export interface CandidateGiven {
  readonly importModule: ImportModule
  /** Folder or URL of TensorFlow.js's `.wasm` files, ending in `/`. */
  readonly wasmPaths: string | undefined
}

export interface Started {
  readonly started: true
  /** What `getBackend()` says from now on. */
  readonly tensorflowName: string
  /** Of the package that brings the backend, where it says. */
  readonly version?: string
  /** How many threads compute, where that is known. */
  readonly threads?: number
}

export interface NotStarted {
  readonly started: false
  /** Why, as the end of a sentence that starts with the backend's name. */
  readonly reason: string
  /** What to do about it. */
  readonly fix: string
}

/** A backend that may be here or not. */
export interface Candidate {
  readonly name: BackendName
  /** Loads the backend and makes it the current one of TensorFlow.js. Answers, and does not throw, where it cannot. */
  start(given: CandidateGiven): Promise<Started | NotStarted>
}

export function notStarted(reason: string, fix: string): NotStarted {
  return { started: false, reason, fix }
}
