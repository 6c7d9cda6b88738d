import '@tensorflow/tfjs-backend-cpu'
import { bytesOf, cutBack, memoryStorage } from '@potstill/formats'
import type { Callback, Storage } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { rejectionOf } from '../testing/caught'
import { dyingStorage } from '../testing/dying-storage'
import { toyRegistry } from '../testing/toy-plugin'
import { continued, distilled, mutual, staged, transferred } from '../testing/toy-recipes'
import type { RecipeResult, RunOptions } from './run-options'
import { runRecipe } from './run-recipe'

const recipe = (text: string, ...overrides: string[]) =>
  parseRecipe(text, { file: 'r', registry: toyRegistry, overrides })
const read = async (storage: Storage, path: string) => new TextDecoder().decode(await storage.read(path))
const linesOf = async (storage: Storage, run: string) =>
  (await read(storage, `${run}/metrics.jsonl`))
    .trim()
    .split('\n')
    .map((line) => {
      const { seconds: _, examplesPerSecond: __, ...numbers } = JSON.parse(line) as Record<string, unknown>
      return numbers
    })
const run = './runs/x-1'
const withoutTimes = ({ seconds: _, stages, ...result }: RecipeResult) => ({
  ...result,
  stages: stages.map(({ seconds: __, ...stage }) => stage),
})

/** All that is there at the end, without times. */
async function whatIsLeft(storage: Storage, result: RecipeResult) {
  const files = async (path: string): Promise<readonly string[]> => {
    const names = await storage.list(path)
    return names.length === 0
      ? [path]
      : (await Promise.all(names.map((name) => files(`${path}/${name}`)))).flat()
  }
  const all = await files(result.run)
  const weights = all.filter((path) => /weights\.json|steps\.txt/.test(path))
  return {
    result: withoutTimes(result),
    files: all,
    metrics: await linesOf(storage, result.run),
    results: await read(storage, `${result.run}/results.csv`),
    weights: await Promise.all(weights.map((path) => read(storage, path))),
    report: (await read(storage, result.report)).match(/<title>.*<\/title>/)?.[0],
  }
}

const dies = (running: Promise<unknown>) => expect(running).rejects.toThrow('the process has died')

/** Writes a line for each step into the folder of the run or stage. */
function stepLog(): Callback {
  let add = async (_line: string) => {}
  let bytes = async () => 0
  let kept: number | undefined
  return {
    kind: 'callback',
    name: 'stepLog',
    specVersion: 1,
    runStart: async ({ storage, folder }) => {
      const path = `${folder}/steps.txt`
      if (kept !== undefined) await cutBack(storage!, path, kept)
      add = (line) => storage!.append(path, new TextEncoder().encode(`${line}\n`))
      bytes = () => bytesOf(storage!, path)
    },
    stepEnd: ({ progress, total }) => add(`${progress.step} ${total}`),
    state: () => bytes(),
    restore: (state) => {
      kept = state as number
    },
  }
}

const quick: Pick<RunOptions, 'timing'> = { timing: false }

beforeAll(async () => void (await setBackend('cpu')))

describe('a run that was interrupted', () => {
  const checkpoint = 'training.checkpoint={ everySteps: 2, keep: 2 }'
  const recipes = {
    'one stage': recipe(distilled, 'name=x', checkpoint),
    'stages that start from one another': recipe(continued, 'name=x', checkpoint),
    'a stage that a callback stops': recipe(
      staged,
      'name=x',
      checkpoint,
      'stages.alone.callbacks=[{ enough: { epochs: 1 } }]',
    ),
    'a loss that an earlier stage made ready': recipe(
      transferred,
      'name=x',
      'training.checkpoint.everySteps=2',
    ),
    'several that learn together': recipe(mutual, 'name=x', 'training.checkpoint.everySteps=1'),
  }

  it.each(Object.entries(recipes))('ends as if it had not been, wherever that was: %s', async (_, given) => {
    const before = memory().numTensors
    const whole = memoryStorage()
    const counted = dyingStorage(whole, Infinity)
    const logged = () => ({ ...quick, callbacks: [stepLog()] })
    const expected = await whatIsLeft(
      whole,
      await runRecipe(given, { ...logged(), storage: counted.storage }),
    )
    let resumed = 0
    for (let lives = 1; lives < counted.changes(); lives++) {
      const storage = memoryStorage()
      await dies(runRecipe(given, { ...logged(), storage: dyingStorage(storage, lives).storage }))
      if (!(await storage.exists(`${run}/run.json`))) continue
      resumed += 1
      const result = await runRecipe(given, { ...logged(), storage, resume: run })
      expect(await whatIsLeft(storage, result), `after ${lives} changes`).toEqual(expected)
    }
    // All but the claim, the recipe and the environment.
    expect(resumed).toBe(counted.changes() - 4)
    expect(memory().numTensors).toBe(before)
  })

  it('may be interrupted again and again', async () => {
    const given = recipes['stages that start from one another']
    const whole = memoryStorage()
    const expected = await whatIsLeft(whole, await runRecipe(given, { ...quick, storage: whole }))
    const storage = memoryStorage()
    await dies(runRecipe(given, { ...quick, storage: dyingStorage(storage, 12).storage }))
    let result: RecipeResult | undefined
    for (let attempt = 0; result === undefined && attempt < 50; attempt++) {
      const dying = dyingStorage(storage, 12).storage
      result = await runRecipe(given, { ...quick, storage: dying, resume: run }).catch(() => undefined)
    }
    expect(await whatIsLeft(storage, result!)).toEqual(expected)
  })

  it('goes on after a signal', async () => {
    const given = recipes['a stage that a callback stops']
    const whole = memoryStorage()
    const expected = await whatIsLeft(whole, await runRecipe(given, { ...quick, storage: whole }))
    const storage = memoryStorage()
    const steps = expected.result.stages.reduce((sum, stage) => sum + stage.steps, 0)
    let taken = 0
    let result: RecipeResult | undefined
    for (let attempt = 0; result?.reason !== 'finished'; attempt++) {
      const controller = new AbortController()
      result = await runRecipe(given, {
        ...quick,
        storage,
        ...(attempt > 0 && { resume: run }),
        signal: controller.signal,
        callbacks: [
          {
            kind: 'callback',
            name: 'interrupting',
            specVersion: 1,
            stepEnd: () => {
              taken += 1
              controller.abort('SIGINT')
            },
          },
        ],
      })
      expect(attempt).toBeLessThan(50)
    }
    // One at a time, and none twice.
    expect(taken).toBe(steps)
    // A signal leaves a checkpoint of its own.
    const withoutSteps = ({ files, ...left }: Awaited<ReturnType<typeof whatIsLeft>>) => ({
      ...left,
      files: files.filter((file) => !file.includes('/step-')),
    })
    expect(withoutSteps(await whatIsLeft(storage, result))).toEqual(withoutSteps(expected))
  })

  it('compares again where all was trained', async () => {
    const given = recipes['one stage']
    const storage = memoryStorage()
    const expected = await whatIsLeft(storage, await runRecipe(given, { ...quick, storage }))
    const heard: string[] = []
    const result = await runRecipe(given, {
      ...quick,
      storage,
      resume: run,
      onMessage: (message) => heard.push(message),
      callbacks: [{ kind: 'callback', name: 'deaf', specVersion: 1, stepEnd: () => expect.fail('a step') }],
    })
    expect(await whatIsLeft(storage, result)).toEqual(expected)
    expect(heard[0]).toBe('Going on in ./runs/x-1.')
  })

  it('says what is other than it was, goes on, and keeps it in the report', async () => {
    const given = recipes['one stage']
    const storage = memoryStorage()
    const before = { backend: 'wasm', versions: { core: '4.22.0' }, threads: 2 }
    await runRecipe(given, { ...quick, storage, environment: before })
    const heard: string[] = []
    const { report } = await runRecipe(given, {
      ...quick,
      storage,
      resume: run,
      environment: { ...before, backend: 'cpu', threads: undefined },
      onMessage: (message) => heard.push(message),
    })
    expect(heard[0]).toBe(
      'Not all is as it was when this run began: backend was wasm, is cpu; threads was 2, is not told. It goes on, but may no longer be bit for bit what it would have been.',
    )
    expect(await read(storage, report)).toContain('backend was wasm, is cpu')
    expect(JSON.parse(await read(storage, `${run}/environment.json`))).toEqual(before)
  })
})

describe('a run to go on with is refused', () => {
  it('where there is none', async () => {
    const going = runRecipe(recipe(distilled), { storage: memoryStorage(), resume: './runs/nowhere' })
    expect(await rejectionOf(going)).toMatchObject({ code: 'recipe/no-run', category: 'request' })
  })

  it.each(['', '{"format":', '{"format":"other"}'])('where run.json says %j', async (text) => {
    const storage = memoryStorage({ 'runs/a/run.json': text })
    const error = await rejectionOf(runRecipe(recipe(distilled), { storage, resume: 'runs/a' }))
    expect(error).toMatchObject({ code: 'recipe/no-run' })
    expect(error.message).toContain('runs/a/run.json, which says something else')
  })

  it('where it had other stages', async () => {
    const storage = memoryStorage()
    await runRecipe(recipe(staged, 'name=x'), { ...quick, storage })
    const error = await rejectionOf(runRecipe(recipe(continued), { storage, resume: run }))
    expect(error).toMatchObject({ code: 'recipe/other-run', category: 'request' })
    expect(error.message).toContain(
      'whose stages began with big, alone, small; got the stages big, early, late',
    )
  })

  it('where a stage that had ended has no checkpoint left, and its report stays', async () => {
    const storage = memoryStorage()
    const { report } = await runRecipe(recipe(staged, 'name=x'), { ...quick, storage })
    const before = await read(storage, report)
    await storage.remove(`${run}/stages/big/checkpoints`)
    const error = await rejectionOf(runRecipe(recipe(staged), { storage, resume: run }))
    expect(error).toMatchObject({ code: 'recipe/stage-lost' })
    expect(await read(storage, report)).toBe(before)
  })

  it('while somebody else is at work in its folder', async () => {
    const inner = memoryStorage()
    let locked = false
    const lock = async () => {
      if (locked) throw new Error('locked')
      locked = true
      return async () => void (locked = false)
    }
    const storage = { ...inner, lock }
    await runRecipe(recipe(distilled, 'name=x'), {
      ...quick,
      storage,
      callbacks: [
        {
          kind: 'callback',
          name: 'second',
          specVersion: 1,
          epochEnd: async () => {
            const second = runRecipe(recipe(distilled), { ...quick, storage, resume: run })
            await expect(second).rejects.toThrow('locked')
          },
        },
      ],
    })
    expect(locked).toBe(false)
    await rejectionOf(runRecipe(recipe(continued), { storage, resume: run }))
    expect(locked).toBe(false)
  })
})
