import type { Storage } from '@potstill/spec'
import { memoryStorage } from '@potstill/formats'
import { memory } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyOfStorage } from './testing/copy-of-storage'
import { fakeMlflow, type Asked } from './testing/fake-mlflow'
import { eventsOf, linesOf, platforms, shownBy, usePlatform, watchedRun } from './testing/watched-run'

let server: Awaited<ReturnType<typeof fakeMlflow>>
beforeEach(async () => {
  server = await fakeMlflow()
})
afterEach(() => server.close())

/** Taken steps at which the run is killed; checkpoints are two apart, an epoch has four. */
const kills = [3, 11]

/** A run, what its loggers wrote, and what was there at each kill. */
async function whole(platform: (typeof platforms)[number]) {
  const storage = memoryStorage()
  const left = new Map<number, { storage: Storage; asked: readonly Asked[] }>()
  const run = await watchedRun({
    storage,
    url: server.url,
    compile: platform.compile,
    after: async (step) => {
      if (kills.includes(step)) {
        left.set(step, { storage: await copyOfStorage(storage, 'run'), asked: [...server.asked] })
      }
    },
  })
  left.set(run.result.steps, { storage: await copyOfStorage(storage, 'run'), asked: [...server.asked] })
  return {
    ...run,
    left,
    lines: await linesOf(storage),
    events: await eventsOf(storage),
    shown: shownBy(server.asked),
  }
}

describe.each(platforms)('on $where, a run that everything watches', (platform) => {
  beforeAll(() => usePlatform(platform))
  let before: number
  beforeEach(() => {
    before = memory().numTensors
  })
  afterEach(() => expect(memory().numTensors).toBe(before))

  it('is in the logs the one that was not killed, and stops where that stopped', async () => {
    const first = await whole(platform)
    // The first epoch is the best; two more bring nothing.
    expect(first.result).toMatchObject({ reason: 'stopped', steps: 12 })
    expect(first.result.detail).toMatch(/validation.crossEntropy has not improved for 2 epochs/)
    expect(first.lines.map(({ step, epoch }) => [step, epoch])).toEqual(
      [1, 2, 3].flatMap((epoch) => [
        ...[3, 2, 1, 0].map((rest) => [4 * epoch - rest, undefined]),
        [4 * epoch, epoch],
      ]),
    )
    // The last of them was not killed: it is over.
    for (const { storage, asked } of first.left.values()) {
      const earlier = server.asked.length
      const again = await watchedRun({ storage, url: server.url, compile: platform.compile, resume: true })
      expect(again.weights).toEqual(first.weights)
      expect(again.result).toMatchObject({ reason: 'stopped', steps: 12, detail: first.result.detail })
      expect(await linesOf(storage)).toEqual(first.lines)
      expect(await eventsOf(storage)).toEqual(first.events)
      expect(shownBy([...asked, ...server.asked.slice(earlier)])).toEqual(first.shown)
    }
  })
})

describe('a run that everything watches', () => {
  it('is told of the same, compiled and not', async () => {
    const runs = []
    for (const platform of platforms) {
      await usePlatform(platform)
      runs.push(await whole(platform))
    }
    const [cpu, ...others] = runs
    for (const { result, lines, weights } of others) {
      expect(result).toMatchObject({ reason: 'stopped', steps: cpu!.result.steps })
      expectClose(lines, cpu!.lines)
      expectClose(weights, cpu!.weights)
    }
    // What is compared has numbers of every kind in it.
    const [, , , fourth, epoch] = cpu!.lines
    expect(fourth).toMatchObject({
      terms: { 'one/crossEntropy': expect.any(Number) as number },
      accuracies: { other: expect.any(Number) as number },
      diagnostics: {
        gradientNorm: expect.any(Number) as number,
        termNorms: { 'other/softTargets': expect.any(Number) as number },
        cosines: { 'other/crossEntropy|other/softTargets': expect.any(Number) as number },
      },
    })
    expect(epoch).toMatchObject({
      validations: { one: { crossEntropy: expect.any(Number) as number }, other: {} },
    })
  })
})

/** The same everywhere, but for numbers: those differ by less than 1e-5. */
function expectClose(ours: unknown, theirs: unknown): void {
  const [one, other] = [leaves(ours), leaves(theirs)]
  expect([...one.keys()]).toEqual([...other.keys()])
  expect(one.size).toBeGreaterThan(100)
  for (const [path, value] of one) {
    const beside = other.get(path)
    if (typeof value !== 'number' || typeof beside !== 'number') expect(value, path).toBe(beside)
    else expect(Math.abs(value - beside), path).toBeLessThan(1e-5 * Math.max(1, Math.abs(beside)))
  }
}

function leaves(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]])
  return new Map(Object.entries(value).flatMap(([key, each]) => [...leaves(each, `${path}/${key}`)]))
}
