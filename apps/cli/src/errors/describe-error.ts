import { isPotstillError } from '@potstill/spec'
import type { Colours } from '../terminal/colours'
import { plainMessage, printable } from './plain-message'

export interface ErrorManner {
  /** With stacks and causes. */
  readonly verbose: boolean
  readonly colours: Colours
}

/**
 * Says on a terminal what went wrong. Mistakes in a recipe are a line each, which starts with `file:line:column` for
 * editors to follow; everything else starts with `error:`.
 */
export function describeError(error: unknown, { verbose, colours }: ErrorManner): string {
  const message = plainMessage(error)
  const stacks = verbose ? [colours.dim(stackOf(error))] : []
  if (isPotstillError(error)) {
    return [error.location === undefined ? `${colours.red('error:')} ${message}` : message, ...stacks].join(
      '\n',
    )
  }
  return [
    `${colours.red('error:')} ${message}`,
    'This was not foreseen: it is a bug in Potstill or in a plugin.',
    ...(verbose ? [] : ['Run it again with -v to see where it comes from.']),
    ...stacks,
  ].join('\n')
}

function stackOf(error: unknown): string {
  const stacks: string[] = []
  const seen = new Set<unknown>()
  for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause)
    stacks.push(`${stacks.length === 0 ? '' : 'caused by '}${cause.stack ?? String(cause)}`)
  }
  return printable(stacks.join('\n'))
}
