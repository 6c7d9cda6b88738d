import { isPotstillError } from '@potstill/spec'

/** What a component says where it refuses something with an error that explains itself; any other error is thrown on. */
export function refusal(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (isPotstillError(error)) return error.message
    throw error
  }
}
