import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine, program } from '../testing/cli'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { plain, pointsCsv, staged, taught } from '../testing/toy-recipes'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({
    'points.csv': pointsCsv(64),
    'plain.yaml': plain,
    'staged.yaml': staged,
    'taught.yaml': taught,
    'sub/points.csv': pointsCsv(64),
    'sub/plain.yaml': plain,
  })
})
afterAll(() => removeFolder(folder))

const run = (...args: string[]) => cli(['run', ...args], { cwd: folder })

describe('potstill run', () => {
  it('puts the table, what it says and the report on standard output, and progress on standard error', async () => {
    const { code, stdout, stderr } = await run('staged.yaml', '--runs', 'shown')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ +accuracy +errors +agreement +parameters +size +per example$/m)
    for (const name of ['teacher', 'baseline', 'student'])
      expect(stdout).toMatch(new RegExp(`^${name}\\b.* %?\\d`, 'm'))
    expect(stdout).toMatch(/^On 16 examples .*\.$/m)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Report: shown/staged-1/report.html')
    expect(stderr.split('\n')[0]).toBe('Computing on cpu, 1 thread.')
    expect(stderr).toContain('\n2 of 3: baseline\n')
    expect(stderr).toMatch(/^student {2}epoch 2\/2 .* softTargets /m)
    expect(stderr).not.toContain('parameters')
    expect(stdout + stderr).not.toContain('\u001B')
    expect(existsSync(join(folder, 'shown/staged-1/student/model.json'))).toBe(true)
  })

  it('gives the result as JSON, and nothing else on standard output', async () => {
    const ended = await run('staged.yaml', '--runs', 'json', '--json')
    expect(ended.code).toBe(0)
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1)
    const network = (parameters: number) => ({
      testAccuracy: expect.any(Number) as number,
      testErrors: expect.any(Number) as number,
      parameters,
    })
    const path = join(folder, 'json/staged-1')
    // 2·16 + 16 + 16·2 + 2 weights, and 2·4 + 4 + 4·2 + 2.
    expect(lastLine(ended)).toEqual({
      run: path,
      backend: 'cpu',
      teacher: network(82),
      baseline: network(22),
      student: network(22),
      agreement: expect.any(Number),
      seconds: expect.any(Number),
      report: join(path, 'report.html'),
    })
  })

  it('leaves out what is not known, and does not call validation a test', async () => {
    const ended = await run('plain.yaml', '--json', 'data.csv.test=0')
    const result = lastLine(ended) as { readonly student: object }
    expect(Object.keys(result)).toEqual(['run', 'backend', 'student', 'seconds', 'report'])
    expect(Object.keys(result.student)).toEqual(['validationAccuracy', 'validationErrors', 'parameters'])
    expect((await run('plain.yaml', 'data.csv.test=0')).stdout).toContain('Measured on the validation split')
  })

  it('takes paths in a recipe from the folder of the recipe, and runs from the working directory', async () => {
    const ended = await run('sub/plain.yaml', '--runs', 'from-here', '--json')
    expect(ended.code).toBe(0)
    expect(lastLine(ended)).toMatchObject({ run: join(folder, 'from-here/plain-1') })
  })

  it('computes on the backend that is asked for, the command line first', async () => {
    const named = async (...args: string[]) => lastLine(await run('plain.yaml', '--json', ...args))
    expect(await named('backend=wasm')).toMatchObject({ backend: 'wasm' })
    expect(await named('backend=wasm', '--backend', 'cpu')).toMatchObject({ backend: 'cpu' })
  })

  it('tells in one line what computes, and with -v why nothing faster', async () => {
    const lines = async (...args: string[]) =>
      (await run('plain.yaml', '--backend', 'auto', ...args)).stderr.split('\n')
    const [first, second] = await lines()
    expect(first).toMatch(
      /^Computing on \w+.*\. Faster ones are not available here: potstill doctor says why\.$/,
    )
    expect(second).toMatch(/^Writing to /)
    expect((await lines('-v')).join('\n')).toContain('@tensorflow/tfjs-node-gpu is not installed')
  })

  it('is silent on standard error with -q, but for errors', async () => {
    const { stderr, stdout } = await run('plain.yaml', '-q')
    expect(stderr).toBe('')
    expect(stdout).toContain('Report: ')
    expect((await run('nope.yaml', '-q')).stderr).toContain("'nope.yaml'")
  })

  it('writes down where it ran', async () => {
    const { run: path } = lastLine(await run('plain.yaml', '--json')) as { readonly run: string }
    expect(JSON.parse(readFileSync(join(path, 'environment.json'), 'utf8'))).toMatchObject({
      backend: 'cpu',
      versions: { potstill: expect.any(String) as string },
      platform: process.platform,
    })
  })

  it('is not put out by a reader that goes away', async () => {
    const shell = (command: string) =>
      promisify(execFile)('bash', ['-c', `set -o pipefail; '${process.execPath}' '${program}' ${command}`], {
        cwd: folder,
      })
    expect(await shell('schema | head -n 1')).toMatchObject({ stdout: '{\n', stderr: '' })
    const { stderr } = await shell('run plain.yaml --runs piped | exec true')
    expect(stderr).not.toMatch(/EPIPE|error/)
    expect(existsSync(join(folder, 'piped/plain-1/student/model.json'))).toBe(true)
  })
})

describe('a loss that is no longer a number', () => {
  it('ends with 1, names term and step, and keeps the last good state', async () => {
    const ended = await run('plain.yaml', 'optimizer.sgd.learningRate=1e30', '--runs', 'nan', '--json')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(
      /^error: \[crossEntropy\] expected a finite loss; got NaN at step 2 \(epoch 1\)\./m,
    )
    expect(ended.stderr).not.toMatch(/^\s+at /m)
    expect(lastLine(ended)).toMatchObject({
      error: { message: expect.stringContaining('at step 2') as string },
    })

    // The update of step 1 is what went wrong: before it, the weights were those that a run without updates keeps.
    await run('plain.yaml', 'optimizer.sgd.learningRate=0', 'training.epochs=1', '--runs', 'still')
    const weights = (path: string) => {
      const { buffer } = Uint8Array.from(readFileSync(join(folder, path, 'weights.bin')))
      return [...new Float32Array(buffer)]
    }
    const kept = weights('nan/plain-1/checkpoints/last')
    expect(kept).toHaveLength(22)
    expect(kept.every(Number.isFinite)).toBe(true)
    expect(kept).toEqual(weights('still/plain-1/student'))

    const model = 'nan/plain-1/checkpoints/last/model.json'
    expect((await run('taught.yaml', `teacher.layersModel.path=${model}`)).code).toBe(0)
    expect(existsSync(join(folder, 'nan/plain-1/report.html'))).toBe(true)
  })
})
