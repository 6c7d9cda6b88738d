import { typeWords } from './json-schema'

/**
 * Says what a schema's message expects, in the words of the other errors: `Too small: expected number to be >0` becomes
 * `a number >0`. Nothing is said where the message does not tell.
 */
export function explainIssue(message: string): string | undefined {
  const expected = /^(?:[A-Z][\w ]*: )?expected (.*?)(?:, received .*|; got .*)?$/s.exec(message)?.[1]
  return expected
    ?.replace(/^\w+/, (word) => typeWords[word] ?? word)
    .replace(/ to be /, ' ')
    .replace(/ to have /, ' with ')
    .replaceAll('"|"', '", "')
}
