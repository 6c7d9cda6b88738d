/**
 * The first output of a session whose results are not to be copied.
 *
 * ONNX Runtime's binding fills the arrays that it is given, and then makes a new JavaScript array of each result all the
 * same: for a training step, all weights and optimizer slots once more. It does so output by output and stops, with an
 * error, at the first that is no tensor. An empty sequence in front of the others makes it stop at once, when all arrays
 * are filled.
 */
export const stopName = 'potstill_stop'

const stopMessage = 'Non tensor type is temporarily not supported'

/** Whether an error is the one that an empty sequence in front causes, after everything has been computed. */
export function isStop(error: unknown): boolean {
  return error instanceof Error && error.message.includes(stopMessage)
}
