import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine, type Ended, type Where } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pluginWithLoss } from '../testing/toy-plugin'
import { plain, pointsCsv, staged } from '../testing/toy-recipes'

let folder: string
const epochs = 24
const options = [`training.epochs=${epochs}`, 'training.checkpoint={ everySteps: 3 }']

beforeAll(async () => {
  folder = await toyFolder({
    'points.csv': pointsCsv(64),
    'plain.yaml': plain,
    'staged.yaml': staged,
    'sub/points.csv': pointsCsv(64),
    'sub/odd.mjs': pluginWithLoss({}),
    'sub/odd.yaml': `${plain.replace('name: plain', 'name: odd')}plugins: [./odd.mjs]\n`,
    'elsewhere/empty.txt': '',
  })
})
afterAll(() => removeFolder(folder))

const run = (recipe: string, ...args: string[]) => cli(['run', recipe, ...options, ...args], { cwd: folder })
const resume = (path: string, args: readonly string[] = [], where: Where = {}) =>
  cli(['resume', path, ...args], { cwd: folder, ...where })

/** Ends a run with a signal once it has said something. */
const interrupted = (signal: NodeJS.Signals, when: RegExp, recipe: string, ...args: string[]) => {
  let sent = false
  return cli(['run', recipe, ...options, ...args], {
    cwd: folder,
    watch: (stderr, child) => {
      if (!sent && when.test(stderr)) sent = child.kill(signal)
    },
  })
}
const weightsOf = (path: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, path, 'student/weights.bin')))
    .digest('hex')
const linesOf = (path: string) =>
  readFileSync(join(folder, path, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { seconds: _, examplesPerSecond: __, ...numbers } = JSON.parse(line) as Record<string, unknown>
      return numbers
    })
const withoutTimes = (ended: Ended) => {
  const { seconds: _, run: __, report: ___, ...result } = lastLine(ended) as Record<string, unknown>
  return result
}

describe.each([
  ['SIGINT', /student +epoch +2\//, 130],
  ['SIGTERM', /baseline +epoch +3\//, 143],
  ['SIGKILL', /teacher +epoch +4\//, null],
] as const)('potstill resume after %s', (signal, when, code) => {
  it('ends as if nothing had been', async () => {
    const whole = await run('staged.yaml', '--runs', `whole-${signal}`, '--json')
    const first = await interrupted(signal, when, 'staged.yaml', '--runs', `cut-${signal}`, '--json')
    expect(first.code).toBe(code)
    const path = `cut-${signal}/staged-1`
    expect(linesOf(path).length).toBeLessThan(3 * epochs)
    if (signal !== 'SIGKILL') {
      expect(first.stderr).toContain(`to go on:\n  potstill resume ${path}\n`)
    }

    const second = await resume(path, ['--json'])
    expect(second.code, second.stderr).toBe(0)
    expect(second.stderr).toContain(`Going on in ${path}.`)
    expect(second.stderr).toMatch(/It goes on after step \d+\./)
    expect(lastLine(second)).toMatchObject({ run: join(folder, path) })
    expect(withoutTimes(second)).toEqual(withoutTimes(whole))
    expect(weightsOf(path)).toBe(weightsOf(`whole-${signal}/staged-1`))
    expect(linesOf(path)).toEqual(linesOf(`whole-${signal}/staged-1`))
    expect(readdirSync(join(folder, path)).toSorted()).toEqual(
      readdirSync(join(folder, `whole-${signal}/staged-1`)).toSorted(),
    )
  })
})

describe('potstill resume', () => {
  it('may be interrupted itself, and keeps what was done', async () => {
    await run('staged.yaml', '--runs', 'whole-twice')
    await interrupted('SIGINT', /teacher +epoch +2\//, 'staged.yaml', '--runs', 'twice')
    let sent = false
    const again = await resume('twice/staged-1', [], {
      watch: (stderr, child) => {
        if (!sent && /student +epoch +2\//.test(stderr)) sent = child.kill('SIGINT')
      },
    })
    expect(again.code).toBe(130)
    const last = await resume('twice/staged-1')
    expect(last.code).toBe(0)
    expect(last.stderr).toMatch(/\n2 of 3: baseline\nbaseline had ended, with \d+ steps\.\n/)
    expect(weightsOf('twice/staged-1')).toBe(weightsOf('whole-twice/staged-1'))
  })

  it('finds plugins and data where the recipe had them, from any working directory, wherever all was moved to', async () => {
    await interrupted('SIGINT', /epoch +2\//, 'sub/odd.yaml', '--runs', 'sub/runs')
    await mkdir(join(folder, 'moved'))
    await rename(join(folder, 'sub'), join(folder, 'moved/sub'))
    const ended = await resume(join(folder, 'moved/sub/runs/odd-1'), [], { cwd: join(folder, 'elsewhere') })
    expect(ended.code, ended.stderr).toBe(0)
    await rename(join(folder, 'moved/sub'), join(folder, 'sub'))
  })

  it('computes on the backend of the run, and says what is other than it was', async () => {
    await interrupted('SIGINT', /epoch +2\//, 'plain.yaml', '--runs', 'backend', '--backend', 'wasm')
    const other = await resume('backend/plain-1', ['--backend', 'cpu', '--json'])
    expect(lastLine(other)).toMatchObject({ backend: 'cpu' })
    expect(other.stderr).toMatch(
      /Not all is as it was when this run began: backend was wasm, is cpu\. .*bit for bit/,
    )
    expect(readFileSync(join(folder, 'backend/plain-1/report.html'), 'utf8')).toContain(
      'backend was wasm, is cpu',
    )
    const same = await resume('backend/plain-1', ['--json'])
    expect(lastLine(same)).toMatchObject({ backend: 'wasm' })
    expect(same.stderr).not.toContain('Not all is')
  })

  it('compares again what is trained', async () => {
    const whole = await run('staged.yaml', '--runs', 'done', '--json')
    const before = weightsOf('done/staged-1')
    rmSync(join(folder, 'done/staged-1/student'), { recursive: true })
    const again = await resume('done/staged-1', ['--json'])
    expect(withoutTimes(again)).toEqual(withoutTimes(whole))
    expect(weightsOf('done/staged-1')).toBe(before)
    expect(again.stderr).not.toContain('epoch')
  })

  it('is refused while another process is at work in the folder', async () => {
    let second: Promise<Ended> | undefined
    let refused: Ended | undefined
    const first = await cli(['run', 'plain.yaml', 'training.epochs=1000000', '--runs', 'busy'], {
      cwd: folder,
      watch: (stderr, child) => {
        if (second === undefined && /epoch +2\//.test(stderr)) {
          second = resume('busy/plain-1', ['--json'])
          void second.then((ended) => {
            refused = ended
            return child.kill('SIGINT')
          })
        }
      },
    })
    expect(first.code).toBe(130)
    expect(refused).toMatchObject({ code: 2 })
    expect(refused!.stderr).toMatch(
      /^error: \[storage\] expected .*; got a folder that process \d+ has had since .*\. To fix it: wait until that process ends, or stop it/m,
    )
    expect(refused!.stderr).not.toMatch(/^\s+at /m)
    expect(existsSync(join(folder, 'busy/plain-1/.lock'))).toBe(false)
  })

  it('uses the checkpoint before a damaged one, and names that', async () => {
    await run('plain.yaml', '--runs', 'whole-damaged')
    await interrupted('SIGINT', /epoch +5\//, 'plain.yaml', '--runs', 'damaged')
    const checkpoints = join(folder, 'damaged/plain-1/checkpoints')
    const newest = readdirSync(checkpoints)
      .filter((name) => name.startsWith('step-'))
      .toSorted((a, b) => Number(b.slice(5)) - Number(a.slice(5)))[0]!
    writeFileSync(join(checkpoints, newest, 'tensors.safetensors'), 'damaged')
    const { code, stderr } = await resume('damaged/plain-1')
    expect(code).toBe(0)
    expect(stderr).toMatch(new RegExp(`The checkpoint .*${newest} is damaged .*goes on from .*step-`))
    expect(weightsOf('damaged/plain-1')).toBe(weightsOf('whole-damaged/plain-1'))
  })
})

describe('potstill resume refuses', () => {
  const message = ({ code, stderr }: Ended) => {
    expect(code).toBe(2)
    expect(stderr).not.toMatch(/^\s+at /m)
    return stderr.trim().split('\n').at(-1)!.replaceAll(folder, 'FOLDER')
  }

  it.each([
    ['nowhere', 'no run.json'],
    ['elsewhere', 'no run.json'],
    ['plain.yaml', 'no run.json'],
  ])('%s', async (path, expected) => {
    expect(message(await resume(path))).toContain(expected)
  })

  it('a run of which something was taken away or changed', async () => {
    await interrupted('SIGINT', /epoch +2\//, 'plain.yaml', '--runs', 'broken')
    const spoiled = async (name: string, text?: string) => {
      await cp(join(folder, 'broken/plain-1'), join(folder, 'broken/copy'), { recursive: true })
      const path = join(folder, 'broken/copy', name)
      if (text === undefined) rmSync(path)
      else writeFileSync(path, text)
      const said = message(await resume('broken/copy'))
      rmSync(join(folder, 'broken/copy'), { recursive: true })
      return said
    }
    expect(await spoiled('run.json')).toContain('which has no run.json')
    expect(await spoiled('run.json', '{}')).toContain('run.json, which says something else')
    expect(await spoiled('recipe.resolved.yaml')).toContain(
      'nothing at FOLDER/broken/copy/recipe.resolved.yaml',
    )
    expect(await spoiled('recipe.resolved.yaml', 'name: x')).toMatch(/got nothing/)
    expect(await spoiled('environment.json')).toContain('environment.json')
    expect(await spoiled('environment.json', '7')).toContain('put the file back as it was')
  })

  it('options that belong to a new run', async () => {
    expect(message(await resume('broken/plain-1', ['--runs', 'x']))).toContain('--help')
    expect(message(await resume('broken/plain-1', ['training.epochs=7']))).toContain('--help')
  })
})
