import { describeBackend, useBackend, type BackendChoice, type BackendRequest } from '@potstill/backend/node'
import type { Terminal } from '../terminal/terminal'
import { skipAdvertisement } from './skip-advertisement'

/** Prepares a backend and says which; with `-v` also why no better one. */
export async function chooseBackend(request: string | undefined, terminal: Terminal): Promise<BackendChoice> {
  // A name that is none is useBackend's to refuse.
  const choice = await useBackend((request ?? 'auto') as BackendRequest)
  skipAdvertisement()
  terminal.note(terminal.colours.dim(backendNote(choice, terminal.verbose)))
  return choice
}

/** The choice in one line, or in as many as it has reasons. */
export function backendNote(choice: BackendChoice, verbose: boolean): string {
  const [line = '', ...reasons] = describeBackend(choice).split('\n')
  if (reasons.length === 0 || verbose) return [line, ...reasons].join('\n')
  return `${line} Faster ones are not available here: potstill doctor says why.`
}
