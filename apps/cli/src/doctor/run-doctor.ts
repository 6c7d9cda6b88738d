import type { Terminal } from '../terminal/terminal'
import { diagnose } from './diagnosis'
import { renderDiagnosis } from './render-diagnosis'

/** `potstill doctor`. Gives the exit code: 0 where this machine can train, else 1. */
export async function runDoctor(options: {
  readonly backend: string | undefined
  readonly runs: string
  readonly terminal: Terminal
}): Promise<0 | 1> {
  const { terminal, ...asked } = options
  const diagnosis = await diagnose(asked)
  terminal.result(renderDiagnosis(diagnosis, terminal.resultColours))
  terminal.json(diagnosis)
  return diagnosis.healthy ? 0 : 1
}
