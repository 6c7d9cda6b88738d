import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lockFolder } from './lock-folder'
import { isRunning } from './running-process'

vi.mock(import('./running-process'), async (original) => {
  const actual = await original()
  return { ...actual, isRunning: vi.fn<typeof actual.isRunning>(actual.isRunning) }
})

let folder: string
const place = () => join(folder, '.lock')
const only = () => readFileSync(join(place(), readdirSync(place())[0]!), 'utf8')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'potstill-takeover-'))
  mkdirSync(place())
  const gone = { pid: 2 ** 31 - 1, host: hostname(), since: '2026-01-02T03:04:05.678Z' }
  writeFileSync(join(place(), 'gone.json'), JSON.stringify(gone))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('leaves a lock alone that was taken between judging the one before it and removing that', async () => {
  let faster: string | undefined
  vi.mocked(isRunning).mockImplementationOnce(async () => {
    await lockFolder('it', folder)
    faster = only()
    return false
  })
  await expect(lockFolder('it', folder)).rejects.toMatchObject({ code: 'storage/locked' })
  expect(only()).toBe(faster)
  expect(readdirSync(folder)).toEqual(['.lock'])
})

it('takes a folder that was taken and given back meanwhile', async () => {
  vi.mocked(isRunning).mockImplementationOnce(async () => {
    const release = await lockFolder('it', folder)
    await release()
    return false
  })
  const release = await lockFolder('it', folder)
  expect(JSON.parse(only())).toMatchObject({ pid: process.pid })
  await release()
  expect(readdirSync(folder)).toEqual([])
})

it('is not kept from a folder by what another left that was killed while it made its lock ready', async () => {
  for (const half of ['', '{"pid"']) {
    const ready = mkdtempSync(join(folder, '.lock.'))
    writeFileSync(join(ready, 'a.json'), half)
  }
  mkdtempSync(join(folder, '.lock.'))
  const release = await lockFolder('it', folder)
  await expect(lockFolder('it', folder)).rejects.toMatchObject({ code: 'storage/locked' })
  await release()
})
