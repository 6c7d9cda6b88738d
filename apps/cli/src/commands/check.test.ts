import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pointsCsv, staged } from '../testing/toy-recipes'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'points.csv': pointsCsv(64), 'staged.yaml': staged })
})
afterAll(() => removeFolder(folder))

const check = (...args: string[]) => cli(['check', ...args], { cwd: folder })

describe('potstill check', () => {
  it('tells what a run would be, and writes nothing', async () => {
    const { code, stdout } = await check('staged.yaml', 'training.batchSize=10')
    expect(code).toBe(0)
    expect(stdout).toContain('staged: 3 stages\n\nteacher\n')
    // 64 examples less 8 and 16 are 40: 4 steps of 10.
    expect(stdout).toContain('2 epochs of 4 steps, 10 examples a step')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('This recipe can be run.')
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  })

  it('gives it as JSON', async () => {
    const ended = await check('staged.yaml', '--json')
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(lastLine(ended)).toMatchObject({
      name: 'staged',
      stages: [
        { name: 'teacher', student: { parameters: 82 } },
        { name: 'baseline', student: { parameters: 22 } },
        { name: 'student', student: { parameters: 22 }, teacher: { stage: 'teacher' } },
      ],
    })
  })

  it('ends with 2 where a run would', async () => {
    const ended = await check('staged.yaml', 'data.csv.path=nope.csv', '--json')
    expect(ended.code).toBe(2)
    expect(lastLine(ended)).toEqual({
      error: {
        code: 'storage/not-found',
        message: expect.stringContaining(`staged.yaml:3:9 data.csv: expected `) as string,
      },
    })
  })
})
