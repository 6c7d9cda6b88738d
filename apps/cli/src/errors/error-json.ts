import { isPotstillError } from '@potstill/spec'
import { CommanderError } from 'commander'
import { plainMessage } from './plain-message'

export interface ErrorJson {
  readonly error: { readonly code: string; readonly message: string }
}

/** An error for programs: a code that stays the same, and the message that people get. */
export function errorJson(error: unknown): ErrorJson {
  return { error: { code: codeOf(error), message: plainMessage(error) } }
}

function codeOf(error: unknown): string {
  if (isPotstillError(error)) return error.code
  return error instanceof CommanderError ? 'cli/usage' : 'cli/bug'
}
