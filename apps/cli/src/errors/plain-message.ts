import { isPotstillError } from '@potstill/spec'

const longest = 2000

/** What an error says, without the name of this program, and without characters that could steer a terminal. */
export function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const own = isPotstillError(error) ? message.replace(/^\[potstill\] /, '') : message.replace(/^error: /, '')
  return shortened(printable(own))
}

/** Characters that are not text, or that turn its direction, become `�`; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, '�')
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} … (${text.length} characters)` : text
}
