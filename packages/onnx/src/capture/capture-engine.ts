import '@tensorflow/tfjs-backend-cpu'
import { engine, findBackend, registerBackend } from '@tensorflow/tfjs-core'
import type { LoweringTable } from '../lowering'
import { CaptureBackend, type CaptureState } from './capture-backend'
import { registerCaptureKernels } from './capture-kernels'

/** What TensorFlow.js calls the backend that captures; it is never chosen by itself. */
const backendName = 'potstill-capture'
const lowestPriority = -1

/** Whether a function is being captured just now. */
export function isCapturing(): boolean {
  return engine().backendName === backendName
}

/** The backend that captures, and how to make it the current one for a while. */
export function captureBackend(table: LoweringTable) {
  if (findBackend(backendName) === null) {
    registerBackend(backendName, () => new CaptureBackend(), lowestPriority)
  }
  registerCaptureKernels(backendName, table)
  const backend = findBackend(backendName) as CaptureBackend
  // TensorFlow.js chooses a backend when it first needs one.
  void engine().backend
  const computing = engine().backendName
  return {
    backend,
    enter(state: CaptureState): () => void {
      const end = backend.begin(state)
      switchTo(backendName)
      return () => {
        switchTo(computing)
        end()
      }
    },
    /** Does something with the backend that computes, in the middle of a capture. */
    outside<Result>(work: () => Result): Result {
      const end = backend.begin(undefined)
      switchTo(computing)
      try {
        return work()
      } finally {
        switchTo(backendName)
        end()
      }
    },
  }
}

/** Without a wait: a backend that is ready becomes the current one at once. */
function switchTo(name: string): void {
  void engine().setBackend(name)
}
