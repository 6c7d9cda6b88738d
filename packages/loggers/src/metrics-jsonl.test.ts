import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { metricsJsonl } from './metrics-jsonl'
import { pretendRun } from './testing/events'

const textOf = async (storage: Storage, folder: string) =>
  new TextDecoder().decode(await storage.read(`${folder}/metrics.jsonl`))
const linesOf = async (storage: Storage, folder: string) =>
  (await textOf(storage, folder))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

async function go(
  callback: ReturnType<typeof metricsJsonl>,
  run: ReturnType<typeof pretendRun>,
  from: number,
  to: number,
) {
  for (let step = from; step < to; step++) {
    await callback.stepEnd?.(run.stepEnd(step, { total: step }))
    if (step % 4 === 3) await callback.epochEnd?.(run.epochEnd((step + 1) / 4))
  }
}

describe('metricsJsonl', () => {
  it('writes a line for each epoch, with all that it told', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage, folder: 'runs/a' })
    const callback = metricsJsonl()
    await callback.runStart?.(run.start)
    await go(callback, run, 0, 8)
    const lines = await linesOf(storage, 'runs/a')
    const { run: _, ...first } = run.epochEnd(1)
    expect(lines).toEqual([first, { ...first, epoch: 2, step: 8 }])
  })

  it('writes a line every so many steps, where asked to, and diagnostics whenever they come', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage })
    const callback = metricsJsonl({ folder: 'logs', everySteps: 2 })
    const diagnostics = { gradientNorm: 5, termNorms: { hard: 3 }, cosines: {} }
    await callback.runStart?.(run.start)
    await callback.stepEnd?.(run.stepEnd(0))
    await callback.stepEnd?.(run.stepEnd(1))
    await callback.stepEnd?.(run.stepEnd(2, { diagnostics }))
    await callback.stepEnd?.(run.stepEnd(3, { diagnostics, total: Number.NaN }))
    const numbers = {
      total: 1.5,
      terms: { hard: 1, soft: 2 },
      weights: { hard: 0.5, soft: 0.5 },
      temperatures: { soft: 4 },
      learningRate: 0.25,
      accuracy: 0.5,
      examples: 2,
      seconds: 0.125,
    }
    expect(await linesOf(storage, 'logs')).toEqual([
      { step: 2, ...numbers },
      { step: 3, diagnostics },
      { step: 4, ...numbers, total: null, diagnostics },
    ])
  })

  it('writes notices', async () => {
    const storage = memoryStorage()
    const { start, run } = pretendRun({ storage, folder: 'runs/a' })
    const callback = metricsJsonl()
    await callback.runStart?.(start)
    await callback.notice?.({ run, message: 'Steps are not compiled.' })
    expect(await textOf(storage, 'runs/a')).toBe('{"notice":"Steps are not compiled."}\n')
  })

  it('goes on from a checkpoint as if nothing had come after it', async () => {
    const storage = memoryStorage()
    const whole = pretendRun({ storage, folder: 'whole' })
    const uninterrupted = metricsJsonl({ everySteps: 1 })
    await uninterrupted.runStart?.(whole.start)
    await go(uninterrupted, whole, 0, 12)

    const run = pretendRun({ storage, folder: 'cut', taken: 5 })
    const before = metricsJsonl({ everySteps: 1 })
    await before.runStart?.(run.start)
    await go(before, run, 0, 5)
    const state = JSON.parse(JSON.stringify(await before.state?.())) as null
    await go(before, run, 5, 8)
    const after = metricsJsonl({ everySteps: 1 })
    await after.restore?.(state)
    await after.runStart?.(run.start)
    await go(after, run, 5, 12)
    expect(await textOf(storage, 'cut')).toBe(await textOf(storage, 'whole'))
  })

  it('goes on from a checkpoint before the first line, and from one that was made before the run', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage, folder: 'runs/a' })
    const before = metricsJsonl()
    expect(await before.state?.()).toBeNull()
    await before.runStart?.(run.start)
    const state = await before.state?.()
    await before.epochEnd?.(run.epochEnd(1))
    const after = metricsJsonl()
    await after.restore?.(state!)
    await after.runStart?.(run.start)
    expect(await textOf(storage, 'runs/a')).toBe('')
    await after.restore?.(null)
    await after.runStart?.(run.start)
    await after.epochEnd?.(run.epochEnd(2))
    expect(await linesOf(storage, 'runs/a')).toMatchObject([{ epoch: 2 }])
  })

  it('adds to the file that is there in a new run', async () => {
    const storage = memoryStorage({ 'runs/a/metrics.jsonl': '{"epoch":9}\n' })
    const run = pretendRun({ storage, folder: 'runs/a' })
    const callback = metricsJsonl()
    await callback.runStart?.(run.start)
    await callback.epochEnd?.(run.epochEnd(1))
    expect(await linesOf(storage, 'runs/a')).toMatchObject([{ epoch: 9 }, { epoch: 1 }])
  })

  it('refuses a run without a place to write to', async () => {
    const start = async () => metricsJsonl().runStart?.(pretendRun({ folder: 'runs/a' }).start)
    await expect(start()).rejects.toMatchObject({ code: 'loggers/no-place', component: 'metricsJsonl' })
  })
})
