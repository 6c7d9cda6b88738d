import { nodeProcess } from './node-process'

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Does some work, then takes away the listeners for uncaught errors that it has added to Node's process.
 *
 * The module that holds TensorFlow.js's WebAssembly adds one that throws such an error again. The process would end with
 * exit code 7 in place of 1, and its last words would quote that module.
 */
export async function keepProcessListeners<Result>(work: () => Promise<Result>): Promise<Result> {
  const process = nodeProcess()
  if (process === undefined) return work()
  const before = new Set<unknown>(events.flatMap((event) => process.rawListeners(event)))
  try {
    return await work()
  } finally {
    for (const event of events) {
      const added = process.rawListeners(event).filter((listener) => !before.has(listener))
      for (const listener of added) process.removeListener(event, listener as () => void)
    }
  }
}
