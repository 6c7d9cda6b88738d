import { isPotstillError, type PotstillError } from '@potstill/spec'

/** The PotstillError that a function throws. */
export function errorOf(run: () => unknown): PotstillError {
  try {
    run()
  } catch (error) {
    if (isPotstillError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The PotstillError that a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<PotstillError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  return errorOf(() => {
    throw error
  })
}
