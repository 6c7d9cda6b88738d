import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lockProgram, type LockProcess } from '../testing/lock-processes'
import { folderStorage } from './folder-storage'
import { processStart } from './running-process'

const base = mkdtempSync(join(tmpdir(), 'potstill-lock-'))
const storage = folderStorage()
let start: Awaited<ReturnType<typeof lockProgram>>
let folder = base
let count = 0
const started: LockProcess[] = []

const another = (options?: { uid?: number }) => {
  const child = start(options)
  started.push(child)
  return child
}
const since = '2026-01-02T03:04:05.678Z'
const writeLock = (owner: object | string) => {
  mkdirSync(join(folder, '.lock'))
  writeFileSync(join(folder, '.lock', 'x.json'), typeof owner === 'string' ? owner : JSON.stringify(owner))
}
const soon = () => Date.now() + 30

beforeAll(async () => {
  chmodSync(base, 0o755)
  start = await lockProgram(base)
})
beforeEach(() => {
  folder = join(base, String(++count))
  mkdirSync(folder)
})
afterEach(() => Promise.all(started.splice(0).map((child) => child.kill())))
afterAll(() => rmSync(base, { recursive: true }))

describe('a folder that another process has', () => {
  it('is refused as long as that process lives, and says who has it', async () => {
    const first = another()
    const before = Date.now()
    expect(await first.ask(`lock ${folder} 0`)).toBe('taken')
    const second = another()
    const refusal = JSON.parse(await second.ask(`lock ${folder} 0`)) as Record<string, string>
    expect(refusal).toMatchObject({ code: 'storage/locked', category: 'request' })
    const [, pid, taken] =
      /process (\d+) has had since (\S+Z)\. To fix it: wait until that process ends, or stop it/.exec(
        refusal['message']!,
      )!
    expect(Number(pid)).toBe(first.pid)
    expect(Date.parse(taken!)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(taken!)).toBeLessThanOrEqual(Date.now())
    await expect(storage.lock!(folder)).rejects.toMatchObject({ code: 'storage/locked', category: 'request' })

    expect(await first.ask('release')).toBe('released')
    expect(readdirSync(folder)).toEqual([])
    expect(await second.ask(`lock ${folder} 0`)).toBe('taken')
  })

  it('is taken over once that process was killed', async () => {
    const first = another()
    expect(await first.ask(`lock ${folder} 0`)).toBe('taken')
    await first.kill()
    expect(readdirSync(join(folder, '.lock'))).toHaveLength(1)
    const release = await storage.lock!(folder)
    const [name] = readdirSync(join(folder, '.lock'))
    expect(JSON.parse(readFileSync(join(folder, '.lock', name!), 'utf8'))).toMatchObject({ pid: process.pid })
    await release()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['a lock that was left behind', (gone: number) => writeLock({ pid: gone, host: hostname(), since })],
    ['an empty one', () => mkdirSync(join(folder, '.lock'))],
    ['none', () => undefined],
  ])('is taken by one of eight that find %s at the same time', async (_, prepare) => {
    const ended = another()
    await ended.kill()
    const racers = Array.from({ length: 8 }, () => another())
    for (let round = 0; round < 25; round++) {
      prepare(ended.pid)
      const time = soon()
      const answers = await Promise.all(racers.map((racer) => racer.ask(`lock ${folder} ${time}`)))
      const winners = racers.filter((_racer, i) => answers[i] === 'taken')
      expect(winners).toHaveLength(1)
      const [winner] = winners
      for (const answer of answers.filter((each) => each !== 'taken')) {
        expect(JSON.parse(answer)).toMatchObject({
          code: 'storage/locked',
          message: expect.stringContaining(`process ${winner!.pid} `),
        })
      }
      expect(readdirSync(folder)).toEqual(['.lock'])
      await winner!.ask('release')
      expect(readdirSync(folder)).toEqual([])
    }
  })

  it('is never had by two of six that take it and give it back', async () => {
    const churning = Array.from({ length: 6 }, () => another())
    const answers = await Promise.all(churning.map((child) => child.ask(`churn ${folder} 150`)))
    const counts = answers.map((answer) => answer.split(' ').map(Number))
    expect(counts.map(([, taken]) => taken)).not.toContain(0)
    expect(counts.map(([, , violations]) => violations)).toEqual([0, 0, 0, 0, 0, 0])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a lock of this process', () => {
  it('is refused a second time, of whichever storage, until it is given back', async () => {
    const release = await storage.lock!(folder)
    for (const other of [storage, folderStorage({ root: folder })]) {
      await expect(other.lock!(other === storage ? folder : '')).rejects.toMatchObject({
        code: 'storage/locked',
        received: expect.stringContaining(`process ${process.pid} `),
      })
    }
    await release()
    await (
      await storage.lock!(folder)
    )()
    expect(readdirSync(folder)).toEqual([])
  })

  it('that was given back takes no later one away', async () => {
    const release = await storage.lock!(folder)
    await release()
    const later = await storage.lock!(folder)
    await release()
    await expect(storage.lock!(folder)).rejects.toMatchObject({ code: 'storage/locked' })
    await later()
  })
})

describe('a lock whose process id is', () => {
  it.skipIf(!existsSync('/proc/self/stat'))('used again is taken over (needs /proc)', async () => {
    const now = await processStart(process.pid)
    expect(now).toMatch(/^[0-9a-f-]{36} \d+$/)
    writeLock({
      pid: process.pid,
      host: hostname(),
      since,
      start: now!.replace(/\d$/, (digit) => `${9 - Number(digit)}`),
    })
    await (
      await storage.lock!(folder)
    )()
    writeLock({ pid: process.pid, host: hostname(), since, start: now })
    await expect(storage.lock!(folder)).rejects.toMatchObject({ code: 'storage/locked' })
  })

  it('that of a living process is refused where its start is not known', async () => {
    writeLock({ pid: process.pid, host: hostname(), since })
    await expect(storage.lock!(folder)).rejects.toMatchObject({
      code: 'storage/locked',
      received: `a folder that process ${process.pid} has had since ${since}`,
    })
  })
})

describe('a lock that cannot be judged', () => {
  it('of another machine is refused, and says which', async () => {
    // No process can have this id: of this machine it would be taken over.
    writeLock({ pid: 2 ** 31 - 1, host: 'far-away', since })
    await expect(storage.lock!(folder)).rejects.toMatchObject({
      code: 'storage/locked',
      category: 'request',
      received: `a folder that process 2147483647 of the machine 'far-away' has had since ${since}`,
      fix: expect.stringContaining(`remove ${join(folder, '.lock')}`),
    })
    expect(readdirSync(join(folder, '.lock'))).toEqual(['x.json'])
  })

  it.each([
    '',
    '{"pid":1',
    'null',
    '{"pid":0,"host":"h","since":"s"}',
    '{"pid":-1,"host":"h","since":"s"}',
    '{"pid":4294967296,"host":"h","since":"s"}',
    '{"pid":1,"host":"h","since":"s","start":1}',
  ])('because it says %j is refused, and says what to do', async (content) => {
    writeLock(content)
    await expect(storage.lock!(folder)).rejects.toMatchObject({
      code: 'storage/locked',
      received: 'a lock that does not say whose it is',
      fix: expect.stringContaining(`remove ${join(folder, '.lock')}`),
    })
    expect(readFileSync(join(folder, '.lock', 'x.json'), 'utf8')).toBe(content)
  })

  it('because it is a file, or holds a folder, is refused too', async () => {
    writeFileSync(join(folder, '.lock'), 'mine')
    await expect(storage.lock!(folder)).rejects.toMatchObject({ code: 'storage/locked' })
    rmSync(join(folder, '.lock'))
    mkdirSync(join(folder, '.lock', 'deeper'), { recursive: true })
    await expect(storage.lock!(folder)).rejects.toMatchObject({ code: 'storage/locked' })
    expect(readdirSync(folder)).toEqual(['.lock'])
  })
})

describe('a folder that cannot be locked', () => {
  it('because it cannot be written is an error of permissions', async () => {
    chmodSync(folder, 0o555)
    // Permissions do not hold for root, who therefore sends nobody.
    const child = another(process.getuid?.() === 0 ? { uid: 65_534 } : {})
    expect(JSON.parse(await child.ask(`lock ${folder} 0`))).toMatchObject({
      code: 'storage/no-permission',
      category: 'request',
      message: expect.stringContaining(`to lock '${folder}'`),
    })
    expect(readdirSync(folder)).toEqual([])
  })
})
