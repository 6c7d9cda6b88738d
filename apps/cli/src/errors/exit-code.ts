import { isPotstillError } from '@potstill/spec'
import { CommanderError } from 'commander'

/** 2 where the request was wrong: arguments, recipe, files, shapes. 1 where the work failed. */
export function exitCodeFor(error: unknown): 1 | 2 {
  const isRequest = isPotstillError(error) ? error.category === 'request' : error instanceof CommanderError
  return isRequest ? 2 : 1
}
