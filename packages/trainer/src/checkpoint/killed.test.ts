import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withBundle } from '../testing/run-bundled'

/** Three steps each. */
const epochs = '24'

/** Runs the program; kills it a moment after so many steps, if it has not ended by then. */
async function attempt(program: string, folder: string, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [program, folder, epochs], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const lines: string[] = []
  let steps = 0
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('step ')) steps += 1
    if (steps !== killAfter) continue
    steps = Number.NaN
    // Anywhere in the next step, or in the checkpoint after it.
    void setTimeout(Math.random() * 25).then(() => child.kill('SIGKILL'))
  }
  const [code, signal] = (await closed) as [number | null, string | null]
  return { code, signal, lines, end: lines.find((line) => line.startsWith('end ')) }
}

describe('a process that is killed', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'potstill-killed-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('goes on until it has the weights of one that was left alone', async () => {
    await withBundle('resume', async (program) => {
      const whole = await attempt(program, join(folder, 'whole'))
      expect(whole.code).toBe(0)
      expect(whole.lines.filter((line) => line.startsWith('step '))).toHaveLength(72)

      const killed = join(folder, 'killed')
      const heard: string[] = []
      let kills = 0
      let end: string | undefined
      while (end === undefined) {
        // At least two steps: one checkpoint more than before.
        const attempted = await attempt(program, killed, 2 + Math.floor(Math.random() * 16))
        expect([0, null]).toContain(attempted.code)
        if (attempted.signal === 'SIGKILL') kills += 1
        heard.push(...attempted.lines)
        ;({ end } = attempted)
      }
      expect(end).toBe(whole.end)
      expect(kills).toBeGreaterThan(1)
      // Every step was taken, none was left out, and no checkpoint was found damaged.
      expect(new Set(heard.filter((line) => line.startsWith('step ')))).toEqual(
        new Set(whole.lines.filter((line) => line.startsWith('step '))),
      )
      expect(heard.filter((line) => line.startsWith('notice ') && line.includes('damaged'))).toEqual([])
      const kept = await readdir(join(killed, 'run'))
      expect(kept).toEqual(expect.arrayContaining(['best', 'last', 'step-71', 'step-72']))
    })
  })
})
