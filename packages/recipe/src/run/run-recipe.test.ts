import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { compilerKey, type Callback, type Compiler, type Storage } from '@potstill/spec'
import { backend, memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { composeRecipe } from '../compose/compose-recipe'
import { parseRecipe } from '../grammar/parse-recipe'
import { rejectionOf } from '../testing/caught'
import { toyRegistry } from '../testing/toy-plugin'
import { distilled, staged } from '../testing/toy-recipes'
import type { RunOptions, StageEvent } from './run-options'
import { runRecipe } from './run-recipe'

const recipe = (text: string, ...overrides: string[]) =>
  parseRecipe(text, { file: 'r', registry: toyRegistry, overrides })
const read = async (storage: Storage, path: string) => new TextDecoder().decode(await storage.read(path))
const lines = async (storage: Storage, path: string) =>
  (await read(storage, path))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const quick: Pick<RunOptions, 'timing'> = { timing: { repeats: 1 } }
const watcher = (events: Partial<Callback>): Callback => ({
  kind: 'callback',
  name: 'watcher',
  specVersion: 1,
  ...events,
})

beforeAll(async () => void (await setBackend('cpu')))

describe('runRecipe', () => {
  it('trains, saves, compares and reports: one stage', async () => {
    const storage = memoryStorage()
    const before = memory().numTensors
    const result = await runRecipe(recipe(distilled), {
      storage,
      environment: { backend: 'cpu', versions: { core: '4.22.0' } },
      ...quick,
    })
    expect(memory().numTensors).toBe(before)
    expect(result).toMatchObject({
      run: './runs/distilled-1',
      reason: 'finished',
      split: 'test',
      report: './runs/distilled-1/report.html',
      student: { name: 'distilled', role: 'student', examples: 16, parameters: 12, bytes: 48 },
      teacher: { name: 'oracle', role: 'teacher', examples: 16, errors: 0, accuracy: 1 },
      stages: [{ name: 'distilled', role: 'student', reason: 'finished', steps: 6, epochs: 2 }],
    })
    expect(result.agreement).toBe(result.student.accuracy)
    expect(await storage.list('runs/distilled-1')).toEqual([
      '.claim',
      'checkpoints',
      'environment.json',
      'metrics.jsonl',
      'recipe.resolved.yaml',
      'report.html',
      'results.csv',
      'run.json',
      'student',
    ])
    expect(await storage.list('runs/distilled-1/checkpoints')).toEqual(['best', 'last', 'step-3', 'step-6'])
    expect(JSON.parse(await read(storage, 'runs/distilled-1/environment.json'))).toEqual({
      backend: 'cpu',
      versions: { core: '4.22.0' },
    })
    expect(await lines(storage, 'runs/distilled-1/metrics.jsonl')).toMatchObject([
      { stage: 'distilled', epoch: 1, epochs: 2, step: 3, validation: {} },
      { stage: 'distilled', epoch: 2, epochs: 2, step: 6, validation: {} },
    ])
    expect(
      (await read(storage, 'runs/distilled-1/results.csv')).split('\n').map((line) => line.split(',')[0]),
    ).toEqual(['name', 'oracle', 'distilled', ''])
    const report = await read(storage, result.report)
    expect(report).toContain('distilled')
    expect(report).toContain('versions.core')
  })

  it('writes down why a step is not compiled, where a backend could', async () => {
    const compiler: Compiler = {
      compile: () => ({
        run: () => {
          throw new Error('it is too long')
        },
        dispose: () => undefined,
      }),
    }
    const current = backend() as { [compilerKey]?: Compiler }
    current[compilerKey] = compiler
    const storage = memoryStorage()
    try {
      await runRecipe(recipe(staged, 'stages.alone.training.compile=never'), { storage, ...quick })
    } finally {
      delete current[compilerKey]
    }
    const written = await lines(storage, 'runs/staged-1/metrics.jsonl')
    const said = written.filter(({ notice }) => notice !== undefined)
    expect(said.map(({ stage }) => stage)).toEqual(['big', 'small'])
    expect(said[0]!['notice']).toBe(
      'The training step is not compiled and runs operation by operation: expected a step that can be compiled; got it is too long.',
    )
    expect(written[0]).toBe(said[0])
  })

  it('learns: the last weights are other than the first, and say what the teacher says', async () => {
    const plan = await composeRecipe(recipe(distilled, 'training.epochs=40', 'student.tiny.hidden=[6]'), {
      storage: memoryStorage(),
    })
    const { student } = plan.stages[0]!
    const first = student.variables[0]!.arraySync()
    const { agreement } = await runRecipe(plan, { storage: plan.storage, ...quick })
    expect(student.variables[0]!.arraySync()).not.toEqual(first)
    expect(agreement).toBeGreaterThan(0.9)
    await plan.close()
  })

  it('writes a recipe that gives the same student again', async () => {
    const storage = memoryStorage()
    const overridden = recipe(distilled, 'training.seed=4')
    const first = await runRecipe(overridden, { storage, ...quick })
    const again = recipe(await read(storage, `${first.run}/recipe.resolved.yaml`))
    const second = await runRecipe(again, { storage, ...quick })
    expect(second.run).toBe('./runs/distilled-2')
    const weights = (run: string) => read(storage, `${run}/student/weights.json`)
    expect(await weights(second.run)).toBe(await weights(first.run))
  })

  it('trains stages one after the other, each taught by the trained student of another', async () => {
    const storage = memoryStorage()
    const events: StageEvent[] = []
    const result = await runRecipe(recipe(staged), {
      storage,
      runs: 'elsewhere',
      onStage: (event) => events.push(event),
      ...quick,
    })
    expect(events.map(({ type, name, role, index, count }) => [type, name, role, index, count])).toEqual([
      ['start', 'big', 'teacher', 0, 3],
      ['end', 'big', 'teacher', 0, 3],
      ['start', 'alone', 'baseline', 1, 3],
      ['end', 'alone', 'baseline', 1, 3],
      ['start', 'small', 'student', 2, 3],
      ['end', 'small', 'student', 2, 3],
    ])
    expect(result.rows.map(({ name, role }) => [name, role])).toEqual([
      ['big', 'teacher'],
      ['alone', 'baseline'],
      ['small', 'student'],
    ])
    expect([result.teacher?.name, result.baseline?.name, result.student.name]).toEqual([
      'big',
      'alone',
      'small',
    ])
    expect(
      (await lines(storage, 'elsewhere/staged-1/metrics.jsonl')).map(({ stage, epoch }) => [stage, epoch]),
    ).toEqual([
      ['big', 1],
      ['big', 2],
      ['big', 3],
      ['alone', 1],
      ['alone', 2],
      ['small', 1],
      ['small', 2],
    ])
    expect(await storage.list('elsewhere/staged-1/stages')).toEqual(['alone', 'big', 'small'])
    const saved = (path: string) => read(storage, `elsewhere/staged-1/${path}/weights.json`)
    expect(await saved('student')).toBe(await saved('stages/small/checkpoints/last'))
  })

  it('teaches with the weights that the earlier stage ended with', async () => {
    const weightsAfter = async (epochs: number) => {
      const storage = memoryStorage()
      const { run } = await runRecipe(recipe(staged, `stages.big.training.epochs=${epochs}`), {
        storage,
        ...quick,
      })
      return read(storage, `${run}/student/weights.json`)
    }
    expect(await weightsAfter(1)).not.toBe(await weightsAfter(6))
    expect(await weightsAfter(1)).toBe(await weightsAfter(1))
  })

  it('compares on the validation split where there is no other, and says so', async () => {
    const result = await runRecipe(recipe(distilled, 'data.points.test=0'), {
      storage: memoryStorage(),
      ...quick,
    })
    expect([result.split, result.student.examples]).toEqual(['validation', 8])
  })

  it('does without a comparison where there is nothing to compare on', async () => {
    const messages: string[] = []
    const none = recipe(distilled, 'data.points.test=0', 'data.points.validation=0')
    const result = await runRecipe(none, {
      storage: memoryStorage(),
      onMessage: (text) => messages.push(text),
    })
    expect(result.rows).toEqual([])
    expect(result.student).toEqual({ name: 'distilled', role: 'student', parameters: 12, bytes: 48 })
    expect(messages).toContain(
      'Nothing is compared, since the data have neither a test nor a validation split.',
    )
  })

  it('compares by agreement where there are no labels', async () => {
    const unlabelled = recipe(
      distilled,
      'data.points.labelled=false',
      'objective=[softTargets]',
      'data.points.validation=0',
    )
    const { student, agreement } = await runRecipe(unlabelled, { storage: memoryStorage(), ...quick })
    expect(student.accuracy).toBeUndefined()
    expect(agreement).toBeGreaterThanOrEqual(0)
  })

  it('saves and returns when it is aborted', async () => {
    const storage = memoryStorage()
    const controller = new AbortController()
    const stop = watcher({ epochEnd: () => controller.abort('enough') })
    const result = await runRecipe(recipe(staged), {
      storage,
      signal: controller.signal,
      callbacks: [stop],
      ...quick,
    })
    expect(result).toMatchObject({
      reason: 'stopped',
      rows: [],
      stages: [{ name: 'big', reason: 'stopped', detail: 'enough' }],
    })
    expect(await storage.list(`${result.run}/stages/big/checkpoints`)).toContain('last')
    expect(await storage.exists(`${result.run}/student`)).toBe(false)
    expect(await read(storage, result.report)).toContain('stopped: enough')
  })

  it('goes on with the next stage where a callback stopped one', async () => {
    const stop = watcher({ epochEnd: ({ run }) => run.requestStop('early') })
    const result = await runRecipe(recipe(staged), { storage: memoryStorage(), callbacks: [stop], ...quick })
    expect(result.reason).toBe('finished')
    expect(result.stages.map(({ reason, detail, epochs }) => [reason, detail, epochs])).toEqual([
      ['stopped', 'early', 1],
      ['stopped', 'early', 1],
      ['stopped', 'early', 1],
    ])
    expect(result.rows).toHaveLength(3)
  })

  it('writes down what exists before it passes on what went wrong', async () => {
    const storage = memoryStorage()
    const before = memory().numTensors
    const burn = watcher({
      stepEnd: ({ progress }) => {
        if (progress.step === 4) throw new Error('the disk is full')
      },
    })
    const error = await rejectionOf(runRecipe(recipe(staged), { storage, callbacks: [burn], ...quick }))
    expect(error.message).toContain('the disk is full')
    expect(await lines(storage, 'runs/staged-1/metrics.jsonl')).toMatchObject([{ stage: 'big', epoch: 1 }])
    expect(await storage.list('runs/staged-1/stages/big/checkpoints')).toContain('last')
    expect(await read(storage, 'runs/staged-1/report.html')).toContain('failed')
    expect(memory().numTensors).toBe(before)
  })

  it('makes no folder for a recipe that cannot run', async () => {
    const storage = memoryStorage()
    await rejectionOf(runRecipe(recipe(distilled, 'data.points.train=0'), { storage }))
    expect(await storage.list('runs')).toEqual([])
  })
})
