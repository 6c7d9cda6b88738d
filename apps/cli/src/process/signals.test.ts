import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pluginWithLoss, waitingTeacher } from '../testing/toy-plugin'
import { plain, pointsCsv, taught } from '../testing/toy-recipes'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({
    'points.csv': pointsCsv(64),
    'many.csv': pointsCsv(6000),
    'recipe.yaml': plain,
    'taught.yaml': taught,
    'waiting.mjs': waitingTeacher,
    'telling.mjs': pluginWithLoss({
      compute: `if (calls === 20) process.stderr.write('underway')
        return sum(mul(studentLogits, studentLogits), -1)`,
    }),
  })
})
afterAll(() => removeFolder(folder))

/** Steps of the checkpoints of a run, each with a manifest that says so. */
function checkpointsOf(run: string): readonly number[] {
  const checkpoints = join(folder, run, 'checkpoints')
  return readdirSync(checkpoints)
    .filter((name) => name.startsWith('step-'))
    .map((name) => {
      const manifest = readFileSync(join(checkpoints, name, 'manifest.json'), 'utf8')
      const { content } = JSON.parse(manifest) as { content: { state: { step: number } } }
      expect(name).toBe(`step-${content.state.step}`)
      return content.state.step
    })
}

const linesOf = (run: string) =>
  readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly step: number })

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while a recipe is trained', (signal, expected) => {
  it.concurrent(`ends with ${expected}, weights, report and a checkpoint saved`, async () => {
    const runs = `runs-${signal}`
    const args = ['run', 'recipe.yaml', 'training.epochs=1000000', '--runs', runs, '--json']
    let sent = false
    const ended = await cli(args, {
      cwd: folder,
      watch: (stderr, child) => {
        if (!sent && /epoch +2\//.test(stderr)) sent = child.kill(signal)
      },
    })
    expect(ended.code).toBe(expected)
    expect(ended.stderr).toContain(`${signal}: ending after this step, with what is trained saved.`)
    const run = join(folder, runs, 'plain-1')
    expect(lastLine(ended)).toMatchObject({ run, stopped: true, report: join(run, 'report.html') })
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain(`stopped: ${signal}`)
    expect(Math.max(...checkpointsOf(`${runs}/plain-1`))).toBe(linesOf(`${runs}/plain-1`).at(-1)!.step)
    const model = `${runs}/plain-1/checkpoints/last/model.json`
    const loaded = await cli(['check', 'taught.yaml', `teacher.layersModel.path=${model}`], { cwd: folder })
    expect(loaded.code, loaded.stderr).toBe(0)
  })
})

describe('a signal within an epoch', () => {
  it('is heard before the epoch ends', async () => {
    let sent = false
    const { code } = await cli(
      [
        'run',
        'recipe.yaml',
        'data.csv.path=many.csv',
        'training.batchSize=1',
        'plugins=[./telling.mjs]',
        'objective=[odd]',
        '--runs',
        'runs-within',
      ],
      {
        cwd: folder,
        watch: (stderr, child) => {
          if (!sent && stderr.includes('underway')) sent = child.kill('SIGINT')
        },
      },
    )
    expect(code).toBe(130)
    expect(linesOf('runs-within/plain-1')).toHaveLength(1)
    // An epoch would be 6000 − 8 − 16 steps.
    const { step } = linesOf('runs-within/plain-1')[0]!
    expect(step).toBeGreaterThan(0)
    expect(step).toBeLessThan(5976)
    expect(checkpointsOf('runs-within/plain-1')).toEqual([step])
  })
})

describe('a second signal', () => {
  it('ends at once what does not come to the end of its step', async () => {
    const steps = ['SIGINT', 'SIGTERM'] as const
    const cues = ['the teacher waits', 'SIGINT: ending']
    let sent = 0
    const { code } = await cli(
      ['run', 'taught.yaml', 'plugins=[./waiting.mjs]', 'teacher=waiting', '--runs', 'runs-twice'],
      {
        cwd: folder,
        watch: (stderr, child) => {
          const next = steps[sent]
          if (next !== undefined && stderr.includes(cues[sent]!)) {
            sent += 1
            child.kill(next)
          }
        },
      },
    )
    expect(sent).toBe(2)
    expect(code).toBe(143)
    for (const written of ['report.html', 'checkpoints']) {
      expect(existsSync(join(folder, 'runs-twice/taught-1', written))).toBe(false)
    }
  })
})
