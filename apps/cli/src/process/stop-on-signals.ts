import { constants } from 'node:os'

/** What is needed of `process`. */
export interface SignalledProcess {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown
  readonly stderr: { write(text: string): unknown }
  exit(code: number): unknown
}

/** The exit code of a program that a signal ended, as shells say it; 130, that of Ctrl-C, for any other reason. */
export function exitCodeOf(reason: unknown): number {
  const known: Readonly<Record<string, number>> = constants.signals
  return 128 + ((typeof reason === 'string' ? known[reason] : undefined) ?? constants.signals.SIGINT)
}

/** Listens for Ctrl-C and for a request to end: the first one aborts the signal, a second one ends the process at once. */
export function stopOnSignals(process: SignalledProcess): AbortSignal {
  const controller = new AbortController()
  const listener = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      process.exit(exitCodeOf(signal))
      return
    }
    process.stderr.write(
      `\n${signal}: ending after this step, with what is trained saved. Once more ends at once.\n`,
    )
    controller.abort(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
  return controller.signal
}
