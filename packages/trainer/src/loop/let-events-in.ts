const pauseEveryMilliseconds = 50

/**
 * Gives signals, timers and pages their turn between steps: a backend that answers at once never lets go of the thread
 * by itself, and nobody could then stop a run.
 */
export function letEventsIn(now: () => number = () => performance.now()): () => Promise<void> {
  let last = now()
  return async () => {
    if (now() - last < pauseEveryMilliseconds) return
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
    last = now()
  }
}
