import '@tensorflow/tfjs-backend-cpu'
import { engine, findBackend, registerBackend } from '@tensorflow/tfjs-core'
import type { LoweringTable } from '../lowering'
import { CaptureBackend, type CaptureState } from './capture-backend'
import { registerCaptureKernels } from './capture-kernels'

/** What TensorFlow.js calls the backend that captures; it is never chosen by itself. */
const backendName = 'potstill-capture'
const lowestPriority = -1

/** The backend that captures, and how to make it the current one for a while. */
export function captureBackend(table: LoweringTable) {
  if (findBackend(backendName) === null) {
    registerBackend(backendName, () => new CaptureBackend(), lowestPriority)
    registerCaptureKernels(backendName, table)
  }
  const backend = findBackend(backendName) as CaptureBackend
  return {
    backend,
    enter(state: CaptureState): () => void {
      const before = engine().backendName
      const end = backend.begin(state)
      // Without a wait: a backend that is ready becomes the current one at once.
      void engine().setBackend(backendName)
      return () => {
        void engine().setBackend(before)
        end()
      }
    },
  }
}
