import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bundleProgram } from '../testing/bundle-program'
import { appendWhole } from './append-file'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'potstill-append-'))
})
afterEach(() => rmSync(root, { recursive: true }))

it('adds all of it or, where files may not grow so large (ulimit -f), nothing', async () => {
  const program = await bundleProgram('append-program', root)
  const file = join(root, 'log')
  // Two or four blocks of 512 bytes, as the shell counts: neither ends where a line does.
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -f 2; exec "$@"',
    '',
    process.execPath,
    program,
    file,
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'storage/failed',
    category: 'work',
    message: expect.stringMatching(
      /to append to '.*log'; got a file that would be larger than the system allows/,
    ),
  })
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines.pop()).toBe('')
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.every((line) => line === 'x'.repeat(299))).toBe(true)
})

it('keeps what is there, in the order of the calls', async () => {
  const file = join(root, 'log')
  writeFileSync(file, 'a')
  for (const text of ['b', '', 'c']) await appendWhole(file, new TextEncoder().encode(text))
  await appendWhole(file, new TextEncoder().encode('xdx').subarray(1, 2))
  expect(readFileSync(file, 'utf8')).toBe('abcd')
})
