import type { EpochEnd, RunStart, StepEnd } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { progressLine } from './progress-line'

const clearLine = '\r\u001B[2K'
const run = { requestStop: () => undefined }
const notLookedAt = undefined as never
const start: RunStart = {
  run,
  name: 'student',
  student: notLookedAt,
  taken: 0,
  terms: ['crossEntropy', 'softTargets'],
  steps: 20,
  stepsPerEpoch: 10,
  epochs: 2,
  batchSize: 128,
  parameters: 25_450,
}
const step = (index: number): StepEnd => ({
  run,
  progress: { step: index, steps: 20, epoch: index / 10, epochs: 2, fraction: index / 20 },
  total: 1,
  terms: { crossEntropy: 0.31234, softTargets: 1.2345e-5 },
  weights: { crossEntropy: 0.1, softTargets: 0.9 },
  temperatures: { softTargets: 4 },
  learningRate: 0.1,
  accuracy: 0.96875,
  batch: notLookedAt,
  examples: 128,
  seconds: 0.5,
})
const epoch: EpochEnd = {
  run,
  epoch: 1,
  epochs: 2,
  step: 10,
  train: { total: 1, terms: { crossEntropy: 0.31234, softTargets: 0.052 }, accuracy: 0.9 },
  validation: { crossEntropy: 0.2, accuracy: 0.9234 },
  seconds: 65,
  examplesPerSecond: 12_345.6,
}

function watch(output: { isTTY?: boolean; columns?: number }) {
  const written: string[] = []
  let time = 0
  const line = progressLine({ write: (text) => written.push(text), ...output }, () => time)
  return { line, written, wait: (milliseconds: number) => (time += milliseconds) }
}

describe('progressLine on a terminal', () => {
  it('rewrites one line: epoch, batches, rate, each term by name, accuracy, time left', async () => {
    const { line, written, wait } = watch({ isTTY: true, columns: 200 })
    await line.runStart?.(start)
    wait(1000)
    await line.stepEnd?.(step(4))
    // 5 batches of 128 in 1 s; 15 batches are left.
    expect(written).toEqual([
      clearLine +
        'student  epoch 1/2  ━━━━━━━━────────  5/10  640/s  ' +
        'crossEntropy 0.312  softTargets 1.23e-5  accuracy 96.9 %  0:03 left',
    ])
  })

  it('counts batches anew in each epoch', async () => {
    const { line, written, wait } = watch({ isTTY: true, columns: 200 })
    await line.runStart?.(start)
    wait(1000)
    await line.stepEnd?.(step(10))
    expect(written[0]).toContain('epoch 2/2  ━━──────────────  1/10')
  })

  it('draws at most ten times a second', async () => {
    const { line, written, wait } = watch({ isTTY: true, columns: 200 })
    await line.runStart?.(start)
    for (let index = 0; index < 20; index++) {
      wait(30)
      await line.stepEnd?.(step(index))
    }
    // At 30, 150, 270, 390 and 510 ms.
    expect(written).toHaveLength(5)
  })

  it.each([
    [119, 'student  epoch 1/2  ━━━━━━━━────────  5/10  640/s  '],
    [111, 'student  epoch 1/2  ━━━━────  5/10  640/s  '],
    [102, 'student  epoch 1/2   5/10  640/s  '],
    [81, 'student 1/2   5/10  640/s  crossEntropy 0.312  softTargets 1.23e-5  96.9 %  0:03'],
    [75, 'student 1/2   5/10  crossEntropy 0.312  softTargets 1.23e-5  96.9 %  0:03'],
    [30, 'student 1/2   5/10  crossEnt…'],
  ])('on %i columns begins with %s', async (columns, text) => {
    const { line, written, wait } = watch({ isTTY: true, columns })
    await line.runStart?.(start)
    wait(1000)
    await line.stepEnd?.(step(4))
    expect(written[0]?.slice(clearLine.length, clearLine.length + text.length)).toBe(text)
    expect(written.join('').length - clearLine.length).toBeLessThan(columns)
  })

  it('leaves a line for what a run has to say', async () => {
    const { line, written } = watch({ isTTY: true, columns: 200 })
    await line.runStart?.(start)
    await line.notice?.({ run, message: 'Something.' })
    expect(written).toEqual([`${clearLine}student  Something.\n`])
  })

  it('leaves a line for each epoch, and none behind when a run breaks off', async () => {
    const { line, written } = watch({ isTTY: true, columns: 200 })
    await line.runStart?.(start)
    await line.epochEnd?.(epoch)
    await line.runEnd?.({ reason: 'failed', step: 12, seconds: 1 })
    expect(written[0]?.startsWith(`${clearLine}student  epoch 1/2 `)).toBe(true)
    expect(written[0]?.endsWith('\n')).toBe(true)
    expect(written[1]).toBe(clearLine)
  })
})

describe('progressLine elsewhere', () => {
  it('writes one plain line per epoch, one for what a run has to say, and nothing else', async () => {
    const { line, written, wait } = watch({})
    await line.runStart?.(start)
    wait(1000)
    await line.notice?.({ run, message: 'Something.' })
    await line.stepEnd?.(step(4))
    await line.epochEnd?.(epoch)
    await line.runEnd?.({ reason: 'stopped', step: 12, seconds: 1 })
    expect(written).toEqual([
      'student  Something.\n',
      'student  epoch 1/2  1:05   12,346/s  crossEntropy 0.312    softTargets 0.0520   accuracy  90.0 %  validation  92.3 %\n',
    ])
  })

  it('leaves out what is not known', async () => {
    const { line, written } = watch({})
    const { validation: _, ...rest } = epoch
    await line.runStart?.(start)
    await line.epochEnd?.({ ...rest, train: { total: 1, terms: { distance: 2 } } })
    expect(written).toEqual(['student  epoch 1/2  1:05   12,346/s  distance 2.00\n'])
  })
})
