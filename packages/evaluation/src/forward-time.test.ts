import '@tensorflow/tfjs-backend-cpu'
import type { Dataset } from '@potstill/spec'
import { memory, setBackend, zeros } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { forwardTime, median } from './forward-time'
import { tinyDataset } from './testing/tiny-dataset'

beforeAll(() => setBackend('cpu'))

let tensors = 0
beforeEach(() => {
  tensors = memory().numTensors
})
afterEach(() => {
  vi.restoreAllMocks()
  expect(memory().numTensors).toBe(tensors)
})

/** A network whose passes take these milliseconds, by a clock that nothing else moves. */
function takes(...milliseconds: readonly number[]) {
  let [now, passes] = [0, 0]
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return {
    predict: () => {
      now += milliseconds[passes++]!
      return zeros([1, 1])
    },
    passes: () => passes,
  }
}

describe('forwardTime', () => {
  it('is the median of the passes after the warm-up, per example', async () => {
    const network = takes(90, 80, 4, 1, 3)
    const options = { batchSize: 2, warmUp: 2, repeats: 3 }
    expect(await forwardTime(network.predict, tinyDataset(10), options)).toBe(3 / 2)
    expect(network.passes()).toBe(5)
  })

  it('divides by the examples that came, where they are fewer than a batch', async () => {
    const network = takes(6)
    expect(await forwardTime(network.predict, tinyDataset(3), { warmUp: 0, repeats: 1 })).toBe(2)
  })

  it('reads one batch, of the size that was asked for', async () => {
    const sizes: number[] = []
    let batches = 0
    const dataset: Dataset = {
      batches: async function* (request) {
        sizes.push(request.batchSize)
        for await (const batch of tinyDataset(6).batches(request)) {
          batches++
          yield batch
        }
      },
    }
    await forwardTime(() => zeros([2, 1]), dataset, { batchSize: 2 })
    expect([sizes, batches]).toEqual([[2], 1])
  })

  it('refuses an empty split, and to time nothing', async () => {
    const network = () => zeros([1, 1])
    await expect(forwardTime(network, tinyDataset(0))).rejects.toMatchObject({
      code: 'evaluation/empty-split',
    })
    for (const repeats of [0, -1, NaN]) {
      await expect(forwardTime(network, tinyDataset(1), { repeats })).rejects.toThrow(/at least 1 pass/)
    }
  })

  it('stops between two passes when it is aborted', async () => {
    const controller = new AbortController()
    let passes = 0
    const predict = () => {
      if (++passes === 2) controller.abort(new Error('enough'))
      return zeros([1, 1])
    }
    const { signal } = controller
    await expect(forwardTime(predict, tinyDataset(1), { signal })).rejects.toThrow('enough')
    expect(passes).toBe(2)
  })
})

describe('median', () => {
  it.each([
    [[5], 5],
    [[3, 1, 2], 2],
    [[10, 9], 9.5],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })
})
