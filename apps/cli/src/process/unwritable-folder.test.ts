import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine, type Ended } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { plain, pointsCsv } from '../testing/toy-recipes'

/** Root may do what permissions forbid, unless it gives that up. */
const through = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'points.csv': pointsCsv(64), 'recipe.yaml': plain, 'a-file': '' })
  mkdirSync(join(folder, 'closed/below'), { recursive: true })
  chmodSync(join(folder, 'closed/below'), 0o555)
  chmodSync(join(folder, 'closed'), 0o555)
})
afterAll(async () => {
  for (const closed of ['closed', 'closed/below']) chmodSync(join(folder, closed), 0o755)
  await removeFolder(folder)
})

const run = (runs: string) => cli(['run', 'recipe.yaml', '--runs', runs, '--json'], { cwd: folder, through })

/** Ended before it trained, and said why in one line. */
function expectRefusal(ended: Ended, code: string, ...says: readonly string[]): void {
  expect(ended.code, ended.stderr).toBe(2)
  const lines = ended.stderr.trimEnd().split('\n')
  expect(lines.slice(0, -1)).toEqual(['Computing on cpu, 1 thread.'])
  for (const text of ['error: [storage] expected ', 'To fix it: ', ...says])
    expect(lines.at(-1)).toContain(text)
  expect(lastLine(ended)).toMatchObject({ error: { code } })
}

describe('a folder that cannot be written to', () => {
  it.each(['closed', 'closed/below', 'closed/not-there', 'closed/not-there/deeper'])(
    'because of its permissions is said before training: %s',
    async (runs) => {
      const place = join(folder, runs)
      expectRefusal(
        await run(runs),
        'storage/no-permission',
        `'${place}/`,
        'permission denied',
        'another path',
      )
      expect(readdirSync(join(folder, 'closed'))).toEqual(['below'])
      expect(readdirSync(join(folder, 'closed/below'))).toEqual([])
    },
  )

  it.each(['a-file', 'a-file/below'])('because it is a file, or in one, is said too: %s', async (runs) => {
    const place = join(folder, runs)
    expectRefusal(await run(runs), 'storage/not-a-folder', `'${place}/`, 'a file among them', 'another path')
  })
})

describe.skipIf(!existsSync('/proc/self'))('a folder in a place without any (needs /proc)', () => {
  it('is said too', async () => {
    const why = "'/proc/potstill/plain-1/.claim', where the system makes no folders"
    expectRefusal(await run('/proc/potstill'), 'storage/path-invalid', why, 'another path')
  })
})

describe('a run', () => {
  it('whose folder may no longer be written to does not go on, and is as it was', async () => {
    const { code } = await cli(['run', 'recipe.yaml', '--runs', 'runs'], { cwd: folder })
    expect(code).toBe(0)
    const run = join(folder, 'runs/plain-1')
    const before = readdirSync(run, { recursive: true })
    chmodSync(run, 0o555)
    try {
      const ended = await cli(['resume', run, '--json'], { cwd: folder, through })
      expectRefusal(ended, 'storage/no-permission', `to lock '${run}'`, 'permission denied')
      expect(readdirSync(run, { recursive: true })).toEqual(before)
    } finally {
      chmodSync(run, 0o755)
    }
  })
})
