import { describe, expect, it } from 'vitest'
import { readDocComments } from './read-doc-comments'
import { readMarkdown } from './read-markdown'

describe('readDocComments', () => {
  it('finds each example with the name of what it documents', () => {
    const text = `
/**
 * Doubles.
 *
 * @param x a number
 * @example
 * twice(2) // => 4
 *
 * @example Of nothing
 * twice(0) // => 0
 * @throws never
 */
export const twice = (x: number) => 2 * x

export class Counter {
  /** @example
   * new Counter().next() // => 1
   */
  next() {}
}
/** Has none. */
export function plain() {}
`
    expect(readDocComments('packages/toy/src/twice.ts', text)).toEqual([
      expect.objectContaining({ name: 'packages/toy/twice.ts: twice #1', line: 7, code: 'twice(2) // => 4' }),
      expect.objectContaining({
        name: 'packages/toy/twice.ts: twice #2',
        line: 10,
        code: 'twice(0) // => 0',
      }),
      expect.objectContaining({
        name: 'packages/toy/twice.ts: Counter.next',
        code: 'new Counter().next() // => 1',
      }),
    ])
  })
})

describe('readMarkdown', () => {
  it('finds blocks of code, and the reason of one that is not run', () => {
    const block = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\`\n`
    const text = `# Title\n${block('sh', 'npm install')}${block('ts', 'one()\ntwo()')}${block('ts no-run: needs a GPU', 'three()')}${block('js no-run', 'four()')}`
    expect(readMarkdown('README.md', text)).toEqual([
      { name: 'README.md: block 1', file: 'README.md', line: 6, code: 'one()\ntwo()', kind: 'program' },
      expect.objectContaining({ name: 'README.md: block 2', code: 'three()', notRun: 'needs a GPU' }),
      expect.objectContaining({ name: 'README.md: block 3', notRun: '' }),
    ])
  })
})
