import type { Output } from './terminal/output'

/** What a command has around it. */
export interface Surroundings {
  /** Results. */
  readonly stdout: Output
  /** Progress, notes and errors. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Asked for by commands that can stop halfway and keep what they have: aborted when somebody wants them to. The reason
   * is the name of the signal.
   */
  stopSignal(): AbortSignal
}

/** The surroundings of this process, which nobody stops. */
export function processSurroundings(): Surroundings {
  const { stdout, stderr, env } = process
  return { stdout, stderr, env, stopSignal: () => new AbortController().signal }
}
