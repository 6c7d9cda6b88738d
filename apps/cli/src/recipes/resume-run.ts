import type { Terminal } from '../terminal/terminal'
import { chooseBackend } from './choose-backend'
import { openRun } from './open-run'
import { tellResult } from './tell-result'
import { train } from './train'

export interface ResumeRunOptions {
  readonly backend: string | undefined
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** `potstill resume`: from the folder of a run that was interrupted to a student. Gives the exit code. */
export async function resumeRun(folder: string, options: ResumeRunOptions): Promise<number> {
  const { backend, terminal, signal } = options
  const opened = await openRun(folder)
  const choice = await chooseBackend(backend ?? opened.backend, terminal)
  const result = await train(opened, { choice, terminal, signal })
  return tellResult(result, { choice, terminal, signal })
}
