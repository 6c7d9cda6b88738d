import { readFile } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { demoRecipe } from './demo-recipe'

let folder: string

beforeAll(async () => {
  folder = await toyFolder()
})
afterAll(() => removeFolder(folder))

const small = [
  '--epochs=1',
  'data.mnist.train=256',
  'data.mnist.validation=64',
  'data.mnist.test=200',
  'stages.teacher.data.mnist.train=256',
  'stages.teacher.data.mnist.validation=64',
  'stages.teacher.data.mnist.test=200',
  'stages.teacher.student.mlp.hidden=[32]',
]

describe('potstill demo', () => {
  it('runs the recipe that is among the examples', async () => {
    const example = new URL('../../../../examples/mnist.yaml', import.meta.url)
    expect(demoRecipe).toBe(await readFile(example, 'utf8'))
  })

  it('trains a teacher, a baseline and a student, and ends with one line of JSON', async () => {
    const ended = await cli(['demo', ...small, '--json'], { cwd: folder })
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1)
    const result = lastLine(ended) as Record<'teacher' | 'baseline' | 'student', { testAccuracy: number }> & {
      readonly report: string
    }
    const network = {
      testAccuracy: expect.any(Number) as number,
      testErrors: expect.any(Number) as number,
      parameters: expect.any(Number) as number,
    }
    expect(result).toEqual({
      backend: expect.any(String),
      teacher: network,
      baseline: network,
      student: network,
      agreement: expect.any(Number),
      seconds: expect.any(Number),
      report: expect.any(String),
    })
    expect(isAbsolute(result.report)).toBe(true)
    expect(await readFile(result.report, 'utf8')).toContain('<svg')
    expect(ended.stderr).toMatch(/^Knowledge distillation on MNIST, in three stages:\n/)
    expect(ended.stderr).toContain('\n3 of 3: student\n')
    // The time it takes is that of the demo as it is.
    expect(ended.stderr).toContain(`, ${small.slice(1).join(', ')}\n`)
    expect(ended.stderr).toMatch(/^Changed: stages\.teacher\.training\.epochs=1, /m)
    expect(ended.stderr).not.toContain('minutes')
    // It says first which networks the recipe has.
    const hidden = [...demoRecipe.matchAll(/hidden: \[([\d, ]+)\]/g)].map(([, units]) => units!.split(', '))
    expect(hidden).toHaveLength(2)
    for (const units of hidden) expect(ended.stderr).toContain(` 784-${units.join('-')}-10`)
  })

  it('starts baseline and student alike, and another seed starts both elsewhere', async () => {
    const first = async (...args: string[]) => {
      const { stdout, code, stderr } = await cli(
        ['demo', ...small, '--json', 'optimizer.adam.learningRate=0', ...args],
        { cwd: folder },
      )
      expect(code, stderr).toBe(0)
      const { report } = JSON.parse(stdout) as { report: string }
      const weights = (stage: string) =>
        readFile(report.replace('report.html', `stages/${stage}/checkpoints/last/weights.bin`))
      return [await weights('baseline'), await weights('student')] as const
    }
    const [baseline, student] = await first()
    const [elsewhere] = await first('--seed', '2')
    expect(student.equals(baseline)).toBe(true)
    expect(elsewhere.equals(baseline)).toBe(false)
  })
})
