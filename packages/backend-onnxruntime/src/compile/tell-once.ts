import { backend_util } from '@tensorflow/tfjs-core'

/** A function that writes a warning of TensorFlow.js the first time it is called; none in its production mode. */
export function tellOnce(message: string): () => void {
  let told = false
  return () => {
    if (told) return
    told = true
    backend_util.warn(message)
  }
}
