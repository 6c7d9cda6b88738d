import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isRunning, processStart } from './running-process'

afterEach(() => vi.restoreAllMocks())

describe('isRunning', () => {
  it('is true of this process, and of one that may not be signalled', async () => {
    expect(await isRunning(process.pid, undefined)).toBe(true)
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' })
    })
    expect(await isRunning(process.pid, undefined)).toBe(true)
  })

  it('is false of one that has ended', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'close')
    expect(await isRunning(child.pid!, undefined)).toBe(false)
  })
})

describe.skipIf(!existsSync('/proc/self/stat'))('isRunning (needs /proc)', () => {
  it('knows two processes apart by their starts', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 100_000)'])
    try {
      const [own, other] = [await processStart(process.pid), await processStart(child.pid!)]
      expect(own).not.toBe(other)
      expect(await isRunning(child.pid!, other)).toBe(true)
      expect(await isRunning(child.pid!, own)).toBe(false)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  })

  it('reads past any name of a program', async () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.title = "a) Z (b"; process.stdout.write("x"); setTimeout(() => undefined, 100_000)',
    ])
    try {
      const before = await processStart(child.pid!)
      await once(child.stdout, 'data')
      expect(before).toMatch(/ \d+$/)
      expect(await processStart(child.pid!)).toBe(before)
      expect(await isRunning(child.pid!, before)).toBe(true)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  })

  it('is false of one that nobody has waited for', async () => {
    // The program that takes the shell's place knows nothing of the shell's child.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 100 3<&-'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    })
    try {
      const [line] = (await once(parent.stdout!, 'data')) as [Buffer]
      const pid = Number(String(line))
      const name = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')
      await vi.waitFor(() => expect(name()).toBe('sleep\n'), 10_000)
      expect(await isRunning(pid, await processStart(pid))).toBe(true)
      ;(parent.stdio[3] as Writable).end()
      await vi.waitFor(async () => expect(await isRunning(pid, await processStart(pid))).toBe(false), 10_000)
      expect(process.kill(pid, 0)).toBe(true)
    } finally {
      parent.kill('SIGKILL')
      await once(parent, 'close')
    }
  })
})
