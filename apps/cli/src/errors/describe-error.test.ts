import { PotstillError } from '@potstill/spec'
import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { coloursFor } from '../terminal/colours'
import { describeError } from './describe-error'
import { errorJson } from './error-json'
import { exitCodeFor } from './exit-code'

const colours = coloursFor({ write: () => undefined }, {})
const plainly = (error: unknown) => describeError(error, { verbose: false, colours })
const request = new PotstillError({ code: 'a/b', expected: 'a cat', received: 'a dog', fix: 'go on' })
const work = new PotstillError({
  code: 'a/c',
  expected: 'a cat',
  received: 'a dog',
  fix: 'go on',
  category: 'work',
})

describe('errors', () => {
  it('say what was expected, what came and what to do', () => {
    expect(plainly(request)).toBe('error: expected a cat; got a dog. To fix it: go on.')
  })

  it('that were not foreseen are called bugs, and nothing more is shown without -v', () => {
    expect(plainly(new TypeError('x is not a function'))).toBe(
      'error: x is not a function\n' +
        'This was not foreseen: it is a bug in Potstill or in a plugin.\n' +
        'Run it again with -v to see where it comes from.',
    )
    expect(plainly('thrown text')).toMatch(/^error: thrown text\n/)
  })

  it('show their stacks and causes with -v, each once', () => {
    const cause = new Error('the cause')
    const error = new Error('the error', { cause })
    cause.cause = error
    const text = describeError(error, { verbose: true, colours })
    expect(text).toMatch(/^Error: the error\n\s+at /m)
    expect(text).toMatch(/^caused by Error: the cause\n\s+at /m)
    expect(text.match(/the error\n\s+at /g)).toHaveLength(1)
    expect(text).not.toContain('Run it again')
  })

  it('cannot steer the terminal, nor fill it', () => {
    expect(plainly(new Error('a\u001B[2Jb\rc\u202Ed'))).toContain('error: a�[2Jb�c�d\n')
    expect(plainly(new Error('x'.repeat(2100)))).toContain(`${'x'.repeat(2000)} … (2100 characters)`)
  })

  it.each([
    [request, 2, 'a/b'],
    [work, 1, 'a/c'],
    [new CommanderError(1, 'commander.unknownOption', "error: unknown option '-x'"), 2, 'cli/usage'],
    [new TypeError('x'), 1, 'cli/bug'],
    ['text', 1, 'cli/bug'],
  ])('have exit codes, and codes for programs: %s', (error, exitCode, code) => {
    expect([exitCodeFor(error), errorJson(error).error.code]).toEqual([exitCode, code])
  })
})
