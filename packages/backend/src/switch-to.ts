import { findBackendFactory, setBackend } from '@tensorflow/tfjs-core'

/** Makes a registered backend TensorFlow.js's current one; false where it is not registered or does not start. */
export async function switchTo(tensorflowName: string): Promise<boolean> {
  return findBackendFactory(tensorflowName) != null && (await setBackend(tensorflowName))
}
