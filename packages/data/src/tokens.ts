import { PotstillError } from '@potstill/spec'

/** Turns text into token ids. */
export interface Tokenizer {
  /** Ids are in `[0, vocabularySize)`. */
  readonly vocabularySize: number
  /** The id that fills up short texts; no token of a text has it. */
  readonly padding: number
  encode(text: string): readonly number[]
}

/** The bytes of the text in UTF-8, each plus 1: 0 is left for padding. */
export const byteTokens: Tokenizer = {
  vocabularySize: 257,
  padding: 0,
  encode: (text) => Array.from(new TextEncoder().encode(text), (byte) => byte + 1),
}

/**
 * Words (letters and digits that stand together) and other signs one by one, by their line in a vocabulary, counted from 0.
 *
 * Throws a PotstillError (`data/vocabulary`) where a line is there twice, or the tokens for padding or the unknown are missing.
 */
export function vocabularyTokens(
  path: string,
  content: string,
  options: { readonly padding: string; readonly unknown: string; readonly lowercase: boolean },
): Tokenizer {
  const lines = content.replace(/\r?\n$/, '').split(/\r?\n/)
  const ids = new Map(lines.map((token, id) => [token, id]))
  if (ids.size !== lines.length) {
    const twice = lines.find((token, id) => ids.get(token) !== id)
    throw wrongVocabulary(path, 'each token once', `'${twice}' twice`, 'remove one of them')
  }
  const idOf = (token: string, option: string) => {
    const id = ids.get(token)
    if (id !== undefined) return id
    throw wrongVocabulary(
      path,
      `a line '${token}'`,
      'none',
      `add it, or name another token in the option ${option}`,
    )
  }
  const padding = idOf(options.padding, 'padding')
  const unknown = idOf(options.unknown, 'unknown')
  return {
    vocabularySize: lines.length,
    padding,
    encode(text) {
      const words = (options.lowercase ? text.toLowerCase() : text).match(
        /[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu,
      )
      return (words ?? []).map((word) => (word === options.padding ? unknown : (ids.get(word) ?? unknown)))
    },
  }
}

function wrongVocabulary(path: string, expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({
    code: 'data/vocabulary',
    component: 'text',
    expected: `${expected} in the vocabulary ${path}`,
    received,
    fix,
  })
}
