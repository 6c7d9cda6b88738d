import '@tensorflow/tfjs-backend-cpu'
import type { RunEnd } from '@potstill/spec'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mlflow } from './mlflow'
import { pretendRun } from './testing/events'
import { fakeMlflow } from './testing/fake-mlflow'

interface Metric {
  readonly key: string
  readonly value: unknown
  readonly step: number
}

const run = pretendRun()
const ended = (reason: RunEnd['reason']): RunEnd => ({ reason, step: 12, seconds: 1 })

let server: Awaited<ReturnType<typeof fakeMlflow>>
const warn = vi.spyOn(console, 'warn')
beforeEach(async () => {
  server = await fakeMlflow(['others', 'digits'])
  warn.mockReset().mockImplementation(() => {})
})
afterEach(() => server.close())

const made = (more: Partial<Parameters<typeof mlflow>[0]> = {}) =>
  mlflow({ url: server.url, experiment: 'digits', ...more })
const whats = () => server.asked.map(({ what }) => what)
const metrics = () => server.asked.flatMap(({ body }) => (body['metrics'] ?? []) as readonly Metric[])
const named = (key: string) =>
  metrics()
    .filter((metric) => metric.key === key)
    .map(({ step, value }) => [step, value])

describe('mlflow', () => {
  it('sends a run: where it belongs, its size, the metrics of each epoch, how it ended', async () => {
    const callback = made({ runName: 'first' })
    await callback.runStart?.(run.start)
    for (const epoch of [1, 2]) await callback.epochEnd?.(run.epochEnd(epoch))
    await callback.runEnd?.(ended('finished'))
    expect(whats()).toEqual([
      'GET experiments/get-by-name',
      'POST runs/create',
      'POST runs/log-batch',
      'POST runs/log-batch',
      'POST runs/log-batch',
      'POST runs/update',
    ])
    const [found, created, parameters, , , updated] = server.asked
    expect(found!.query).toEqual({ experiment_name: 'digits' })
    expect(created!.body).toMatchObject({ experiment_id: '1', run_name: 'first' })
    expect(parameters!.body).toEqual({
      run_id: 'run-of-fake',
      params: [
        { key: 'student', value: 'nothing' },
        { key: 'steps', value: '12' },
        { key: 'epochs', value: '3' },
        { key: 'batchSize', value: '2' },
        { key: 'parameters', value: '6' },
      ],
    })
    expect(named('validation/accuracy')).toEqual([
      [4, 0.75],
      [8, 0.75],
    ])
    expect(updated!.body).toMatchObject({ run_id: 'run-of-fake', status: 'FINISHED' })
    expect(warn).not.toHaveBeenCalled()
  })

  it("makes an experiment that is not there, and names the run by the trainer's name", async () => {
    await made({ experiment: 'new one' }).runStart?.(run.start)
    expect(whats().slice(0, 3)).toEqual([
      'GET experiments/get-by-name',
      'POST experiments/create',
      'POST runs/create',
    ])
    expect(server.asked[1]!.body).toEqual({ name: 'new one' })
    expect(server.asked[2]!.body).toMatchObject({ experiment_id: '2', run_name: 'pretended' })
  })

  it.each([
    ['stopped', 'KILLED'],
    ['failed', 'FAILED'],
  ] as const)('calls a run that is %s %s, and sends what is left', async (reason, status) => {
    const callback = made({ everySteps: 1 })
    await callback.runStart?.(run.start)
    await callback.stepEnd?.(run.stepEnd(0))
    await callback.runEnd?.(ended(reason))
    expect(named('step/total')).toEqual([[1, 1.5]])
    expect(server.asked.at(-1)!.body).toMatchObject({ status })
  })

  it('sends steps at the end of the epoch, diagnostics with them, by names that MLflow takes', async () => {
    const callback = made({ everySteps: 2 })
    await callback.runStart?.(run.start)
    const diagnostics = { gradientNorm: 5, termNorms: {}, cosines: { 'hard|soft': Number.NaN } }
    await callback.stepEnd?.(run.stepEnd(0, { diagnostics }))
    for (const step of [1, 2, 3]) await callback.stepEnd?.(run.stepEnd(step, { total: step }))
    expect(metrics()).toEqual([])
    await callback.epochEnd?.(run.epochEnd(1))
    expect(named('step/total')).toEqual([
      [2, 1],
      [4, 3],
    ])
    expect(named('gradient/norm')).toEqual([[1, 5]])
    expect(named('gradient/cosine/hard_soft')).toEqual([[1, 'NaN']])
  })

  it('sends no more than a thousand metrics at once', async () => {
    const callback = made({ everySteps: 1 })
    await callback.runStart?.(run.start)
    for (let step = 0; step < 300; step++) await callback.stepEnd?.(run.stepEnd(step))
    await callback.epochEnd?.(run.epochEnd(1))
    const sizes = server.asked.map(({ body }) => ((body['metrics'] ?? []) as readonly Metric[]).length)
    expect(Math.max(...sizes)).toBe(1000)
    expect(named('step/total').map(([step]) => step)).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    )
  })

  it('goes on in the run of the checkpoint', async () => {
    const first = made()
    expect(await first.state?.()).toBeNull()
    await first.runStart?.(run.start)
    const state = JSON.parse(JSON.stringify(await first.state?.())) as null
    const before = server.asked.length
    const second = made()
    await second.restore?.(state)
    await second.runStart?.(run.start)
    await second.epochEnd?.(run.epochEnd(2))
    expect(whats().slice(before)).toEqual(['POST runs/update', 'POST runs/log-batch'])
    expect(server.asked[before]!.body).toEqual({ run_id: 'run-of-fake', status: 'RUNNING' })
  })

  it('has sent all that a checkpoint has behind it', async () => {
    const callback = made({ everySteps: 1 })
    await callback.runStart?.(run.start)
    for (const step of [0, 1]) await callback.stepEnd?.(run.stepEnd(step, { total: step }))
    expect(named('step/total')).toEqual([])
    expect(await callback.state?.()).toEqual({ runId: 'run-of-fake' })
    expect(named('step/total')).toEqual([
      [1, 0],
      [2, 1],
    ])
    await callback.epochEnd?.(run.epochEnd(1))
    expect(named('step/total')).toHaveLength(2)
  })
})

describe('a server that fails', () => {
  it('is warned of once, and gets what it missed', async () => {
    const callback = made()
    await callback.runStart?.(run.start)
    server.fail((what) => what === 'POST runs/log-batch')
    for (const epoch of [1, 2]) await callback.epochEnd?.(run.epochEnd(epoch))
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toMatch(
      /\[mlflow\] expected MLflow to answer at .*log-batch; got status 500: .*it hurts/,
    )
    const before = server.asked.length
    server.fail(() => false)
    await callback.epochEnd?.(run.epochEnd(3))
    const sent = server.asked.slice(before).flatMap(({ body }) => body['metrics'] as readonly Metric[])
    expect(sent.filter(({ key }) => key === 'train/total').map(({ step }) => step)).toEqual([4, 8, 12])
  })

  it('is not asked again where it could not make the run', async () => {
    server.fail((what) => what === 'POST runs/create')
    const callback = made({ everySteps: 1 })
    await callback.runStart?.(run.start)
    const before = server.asked.length
    await callback.stepEnd?.(run.stepEnd(0))
    await callback.epochEnd?.(run.epochEnd(1))
    await callback.runEnd?.(ended('finished'))
    expect(server.asked).toHaveLength(before)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('may be absent', async () => {
    await server.close()
    await made().runStart?.(run.start)
    expect(warn.mock.calls[0]![0]).toMatch(/ECONNREFUSED/)
  })

  it('stops the run where it is required, at the start and later', async () => {
    const callback = made({ required: true })
    await callback.runStart?.(run.start)
    server.fail(() => true)
    const failure = { code: 'loggers/mlflow', category: 'work' }
    await expect(callback.epochEnd?.(run.epochEnd(1))).rejects.toMatchObject(failure)
    await expect(callback.runEnd?.(ended('finished'))).rejects.toMatchObject(failure)
    await expect(callback.runStart?.(run.start)).rejects.toMatchObject(failure)
    expect(warn).not.toHaveBeenCalled()
  })

  it('does not hide why a run failed', async () => {
    const callback = made({ required: true })
    await callback.runStart?.(run.start)
    server.fail(() => true)
    await callback.runEnd?.(ended('failed'))
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it.each(['{}', 'no JSON'])('that is no MLflow is one: it answers %s', async (answer) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(answer))
    await expect(made({ required: true }).runStart?.(run.start)).rejects.toMatchObject({
      code: 'loggers/mlflow',
    })
    fetched.mockRestore()
  })
})

describe('the options of mlflow', () => {
  it.each([{ url: 'nowhere' }, { url: 'file:///a' }, { experiment: '' }])('refuse %o', (wrong) => {
    expect(() => made(wrong)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
  })
})
