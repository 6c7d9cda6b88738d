import { tidy } from '@tensorflow/tfjs-core'

/** What `tidy` does, for a result that is no tensor. */
export function tidied<Result>(work: () => Result): Result {
  const results: Result[] = []
  tidy(() => void results.push(work()))
  return results[0] as Result
}
