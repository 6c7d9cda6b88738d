import type { Output } from './output'

/** Dresses text for a terminal, or leaves it as it is. */
export interface Colours {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
}

/**
 * Colours for one stream: none where it is no terminal, where NO_COLOR is set, or where TERM is `dumb`; FORCE_COLOR asks
 * for them anyway, and `FORCE_COLOR=0` for none.
 */
export function coloursFor({ isTTY }: Output, env: Readonly<Record<string, string | undefined>>): Colours {
  const wanted = isWanted(isTTY === true, env)
  const dress = (open: number, close: number) => (text: string) =>
    wanted && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text
  return { bold: dress(1, 22), dim: dress(2, 22), red: dress(31, 39), green: dress(32, 39) }
}

function isWanted(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const forced = env['FORCE_COLOR']
  if (env['NO_COLOR']) return false
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTerminal && env['TERM'] !== 'dumb'
}
