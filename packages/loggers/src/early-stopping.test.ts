import '@tensorflow/tfjs-backend-cpu'
import type { Callback, EpochEnd } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { earlyStopping } from './early-stopping'
import { pretendRun } from './testing/events'

type Options = Parameters<typeof earlyStopping>[0]

const measured = (accuracy: number): Partial<EpochEnd> => ({
  validation: { accuracy, crossEntropy: -accuracy },
})

/** Epochs until the run is asked to stop, or undefined. */
function stopsAfter(callback: Callback, epochs: readonly Partial<EpochEnd>[]): number | undefined {
  const { start, epochEnd, reasons } = pretendRun()
  void callback.runStart?.(start)
  const index = epochs.findIndex((epoch, at) => {
    void callback.epochEnd?.(epochEnd(at + 1, epoch))
    return reasons.length > 0
  })
  return index < 0 ? undefined : index + 1
}

const accuracies = (options: Options, values: readonly number[]) =>
  stopsAfter(earlyStopping(options), values.map(measured))

describe('earlyStopping', () => {
  it('stops once so many epochs in a row did not improve', () => {
    expect(accuracies({ patience: 2 }, [0.5, 0.6, 0.6, 0.55, 0.9])).toBe(4)
    expect(accuracies({ patience: 2 }, [0.5, 0.4, 0.6, 0.5, 0.7, 0.6])).toBeUndefined()
    expect(accuracies({ patience: 1 }, [0.5, 0.5])).toBe(2)
  })

  it('counts as improvement what is more than minDelta, against the best', () => {
    expect(accuracies({ patience: 2, minDelta: 0.25 }, [0.25, 0.5, 0.5])).toBe(3)
    expect(accuracies({ patience: 2, minDelta: 0.25 }, [0.25, 0.4375, 0.5625, 0.6, 0.7])).toBe(5)
  })

  it.each([
    ['validation.crossEntropy', (value: number) => measured(-value)],
    ['train.total', (total: number) => ({ train: { total, terms: {} } })],
  ] as const)('takes less %s for better', (metric, epoch) => {
    expect(stopsAfter(earlyStopping({ metric, patience: 2 }), [3, 2, 2.5, 2].map(epoch))).toBe(4)
    expect(stopsAfter(earlyStopping({ metric, patience: 1 }), [3, 2, 1].map(epoch))).toBeUndefined()
  })

  it('takes NaN for no improvement, not even for the first', () => {
    expect(accuracies({ patience: 2 }, [Number.NaN, Number.NaN])).toBe(2)
    expect(accuracies({ patience: 2 }, [0.5, Number.NaN, 0.6, Number.NaN, 0.7])).toBeUndefined()
  })

  it('says what did not improve', () => {
    const { start, epochEnd, reasons } = pretendRun()
    const callback = earlyStopping({ patience: 1 })
    void callback.runStart?.(start)
    for (const epoch of [1, 2]) void callback.epochEnd?.(epochEnd(epoch, measured(0.5)))
    expect(reasons).toEqual(['validation.accuracy has not improved for 1 epoch (best: 0.5)'])
  })

  it('stops a resumed run where the uninterrupted one stops, wherever it was interrupted', async () => {
    const values = fc.array(fc.constantFrom(0.1, 0.2, 0.3, 0.4, Number.NaN), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.nat({ max: 11 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, at, patience) => {
          const whole = accuracies({ patience }, all)
          const cut = Math.min(at, all.length, (whole ?? Infinity) - 1)
          const before = earlyStopping({ patience })
          expect(stopsAfter(before, all.slice(0, cut).map(measured))).toBeUndefined()
          const state = JSON.parse(JSON.stringify(await before.state?.())) as null
          const after = earlyStopping({ patience })
          await after.restore?.(state)
          const rest = stopsAfter(after, all.slice(cut).map(measured))
          expect(rest).toBe(whole === undefined ? undefined : whole - cut)
        },
      ),
    )
  })

  it('starts anew with each new run', () => {
    const callback = earlyStopping({ patience: 2 })
    expect(stopsAfter(callback, [0.9, 0.8].map(measured))).toBeUndefined()
    expect(stopsAfter(callback, [0.5, 0.6, 0.7].map(measured))).toBeUndefined()
  })

  it('refuses a run that measures nothing, but not one that was stopped before it was measured', () => {
    const { run, start, stepEnd, epochEnd } = pretendRun()
    const callback = earlyStopping()
    const { validation: _, ...unmeasured } = epochEnd(1)
    void callback.runStart?.(start)
    void callback.epochEnd?.({ ...unmeasured, run })
    expect(() => callback.stepEnd?.(stepEnd(4))).toThrow(
      expect.objectContaining({ code: 'loggers/metric-absent' }),
    )
  })
})
