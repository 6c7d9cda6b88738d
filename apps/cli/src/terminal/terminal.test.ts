import { describe, expect, it } from 'vitest'
import { coloursFor } from './colours'
import { columns } from './columns'
import { openTerminal, type Manner } from './terminal'

describe('coloursFor', () => {
  it.each<[isTTY: boolean, env: Record<string, string>, coloured: boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('on a terminal: %s, with %o: %s', (isTTY, env, coloured) => {
    const { red } = coloursFor({ isTTY, write: () => undefined }, env)
    expect(red('text')).toBe(coloured ? '\u001B[31mtext\u001B[39m' : 'text')
  })
})

describe('columns', () => {
  it('are as wide as their widest cell, and end without blanks', () => {
    const rows = [
      ['a', 'bc', 'd'],
      ['efg', 'h', ''],
    ]
    expect(columns(rows)).toBe('  a    bc  d\n  efg  h')
  })
})

describe('openTerminal', () => {
  const said = (manner: Manner, env: Record<string, string> = {}) => {
    const out: string[] = []
    const error: string[] = []
    const terminal = openTerminal(
      {
        stdout: { write: (text) => out.push(text) },
        stderr: { isTTY: true, write: (text) => error.push(text) },
        env: { NO_COLOR: '1', ...env },
        stopSignal: () => new AbortController().signal,
      },
      manner,
    )
    terminal.note('note')
    terminal.result('result')
    terminal.json({ json: 1 })
    terminal.progress?.write('progress')
    return { out, error, progress: terminal.progress }
  }

  it('puts results on standard output, and the rest on standard error', () => {
    expect(said({})).toMatchObject({ out: ['result\n'], error: ['note\n', 'progress'] })
  })

  it('puts one line of JSON in the place of the result', () => {
    expect(said({ json: true }).out).toEqual(['{"json":1}\n'])
  })

  it('keeps to the result where it is to be quiet', () => {
    expect(said({ quiet: true })).toMatchObject({ out: ['result\n'], error: [] })
  })

  it('draws no progress on a terminal that cannot rewrite a line', () => {
    expect(said({}).progress?.isTTY).toBe(true)
    expect(said({}, { TERM: 'dumb' })).toMatchObject({ error: ['note\n', 'progress'] })
    expect(said({}, { TERM: 'dumb' }).progress?.isTTY).toBeUndefined()
  })
})
