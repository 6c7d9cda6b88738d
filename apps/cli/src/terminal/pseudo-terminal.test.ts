import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pointsCsv, staged } from '../testing/toy-recipes'

const canOpen = spawnSync('script', ['-qec', 'stty size', '/dev/null']).status === 0
const reason = canOpen ? '' : ' (skipped: script and stty, of Debian bsdutils, are not here)'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'points.csv': pointsCsv(64), 'staged.yaml': staged })
})
afterAll(() => removeFolder(folder))

/** Everything that a terminal of that width is sent. */
function onTerminal(width: number, args: string, env: Record<string, string> = {}): string {
  const { status, stdout } = spawnSync(
    'script',
    ['-qec', `stty cols ${width}; '${process.execPath}' '${program}' ${args}`, '/dev/null'],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], TERM: 'xterm', ...env } },
  )
  expect(status, stdout).toBe(0)
  return stdout
}

describe.skipIf(!canOpen)(`on a terminal, which needs script and stty${reason}`, () => {
  it.each([60, 80])('of %i columns no line that is rewritten wraps', (width) => {
    const sent = onTerminal(width, 'run staged.yaml training.epochs=20 training.batchSize=1 --backend cpu')
    // Such a line begins by clearing the one before, and has no break; the lines that stay end with one.
    const rewritten = sent.split('\r\u001B[2K').filter((each) => !each.includes('\n'))
    expect(rewritten.length).toBeGreaterThan(3)
    expect(Math.max(...rewritten.map((line) => line.length))).toBeLessThan(width)
    expect(rewritten.some((line) => line.includes('softTargets'))).toBe(true)
  })

  it('there are colours, unless NO_COLOR or TERM says otherwise', () => {
    const coloured = '\u001B[1m'
    expect(onTerminal(80, 'list')).toContain(coloured)
    expect(onTerminal(80, 'list', { NO_COLOR: '1' })).not.toContain(coloured)
    expect(onTerminal(80, 'run staged.yaml', { TERM: 'dumb' })).not.toContain('\u001B')
  })
})
