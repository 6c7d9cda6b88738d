import { describe, expect, it } from 'vitest'
import { version } from '../package.json'
import { lastLine } from './testing/cli'
import { here } from './testing/here'

describe('the command line', () => {
  it('tells its version', async () => {
    expect(await here(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('shows its help on standard output, where it is asked for', async () => {
    const { code, stdout, stderr } = await here(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of ['demo', 'run', 'check', 'doctor', 'list', 'explain', 'schema'])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  it('shows its help on standard error, and ends with 2, without a command', async () => {
    const { code, stdout, stderr } = await here([])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: potstill /)
  })

  it.each([
    ['rum', "error: unknown command 'rum'\n(Did you mean run?)\n"],
    ['run a.yaml --jsom', "error: unknown option '--jsom'\n(Did you mean --json?)\n"],
    ['run', "error: missing required argument 'recipe'\n"],
    ['list a b', "error: too many arguments for 'list'. Expected 1 argument but got 2.\n"],
    ['run a.yaml --runs', "error: option '--runs <folder>' argument missing\n"],
    [
      'demo --epochs 0',
      "error: option '--epochs <number>' argument '0' is invalid. It should be a whole number of at least 1.\n",
    ],
    [
      'demo --seed 1.5',
      "error: option '--seed <number>' argument '1.5' is invalid. It should be a whole number of at least 0.\n",
    ],
  ])('says of `potstill %s` what is wrong, and ends with 2', async (args, message) => {
    const { code, stdout, stderr } = await here(args.split(' '))
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(`${message}Add --help to see what it takes.\n`)
  })

  it('says it as JSON too, where that was asked for', async () => {
    const ended = await here(['run', '--nope', '--json'])
    expect(ended.code).toBe(2)
    expect(lastLine(ended)).toEqual({ error: { code: 'cli/usage', message: "unknown option '--nope'" } })
  })
})
