import { defineCallback, PotstillError, type EpochEnd } from '@potstill/spec'
import * as z from 'zod'

type Metric = 'validation.accuracy' | 'validation.crossEntropy' | 'train.total'

/** How each metric is read, and whether more of it is better. */
const metrics: Readonly<
  Record<Metric, { readonly of: (event: EpochEnd) => number | undefined; readonly rises: boolean }>
> = {
  'validation.accuracy': { of: ({ validation }) => validation?.accuracy, rises: true },
  'validation.crossEntropy': { of: ({ validation }) => validation?.crossEntropy, rises: false },
  'train.total': { of: ({ train }) => train.total, rises: false },
}

const savedState = z.strictObject({ best: z.number().nullable(), waited: z.number() })

/**
 * Defines a callback that asks for a stop once `patience` epochs in a row have brought no improvement: with m the metric
 * and b the best one so far, an epoch improves where m > b + minDelta (accuracy), or m < b − minDelta (cross-entropy in nats,
 * the total). NaN never improves. The student keeps its last weights; those of the best epoch are saved by the trainer.
 *
 * A checkpoint holds the best metric and the epochs waited, so that a resumed run stops where an uninterrupted one would.
 *
 * @throws PotstillError `loggers/metric-absent` at the second epoch, where the run measures no validation split
 *
 * @example
 * earlyStopping({ metric: 'validation.crossEntropy', patience: 3, minDelta: 0.001 }).name // => 'earlyStopping'
 */
export const earlyStopping = defineCallback({
  name: 'earlyStopping',
  summary: 'Stops the run when a metric no longer improves.',
  source: 'Prechelt 1998, Early Stopping – But When?',
  options: z.strictObject({
    metric: z
      .enum(['validation.accuracy', 'validation.crossEntropy', 'train.total'])
      .default('validation.accuracy')
      .describe('What has to improve: accuracy upward, the others downward.'),
    patience: z.int().min(1).default(5).describe('Epochs in a row without improvement before the run stops.'),
    minDelta: z.number().min(0).default(0).describe('An improvement is more than this.'),
  }),
  create: ({ metric, patience, minDelta }) => {
    const { of, rises } = metrics[metric]
    let best: number | undefined
    let waited = 0
    let absent = false
    let restored = false
    return {
      runStart: () => {
        if (!restored) [best, waited] = [undefined, 0]
        restored = absent = false
      },
      // A run that was stopped measures nothing after its last epoch: only one that goes on lacks the metric.
      stepEnd: () => {
        if (absent) throw metricAbsent(metric)
      },
      epochEnd: (event) => {
        const value = of(event)
        absent = value === undefined
        if (value === undefined) return
        const gain = best === undefined ? Infinity : rises ? value - best : best - value
        if (!Number.isNaN(value) && gain > minDelta) {
          best = value
          waited = 0
          return
        }
        waited += 1
        if (waited < patience) return
        const epochs = waited === 1 ? '1 epoch' : `${waited} epochs`
        event.run.requestStop(`${metric} has not improved for ${epochs} (best: ${best ?? 'none'})`)
      },
      state: () => ({ best: best ?? null, waited }),
      restore: (state) => {
        const saved = savedState.parse(state)
        best = saved.best ?? undefined
        waited = saved.waited
        restored = true
      },
    }
  },
})

function metricAbsent(metric: string): PotstillError {
  return new PotstillError({
    code: 'loggers/metric-absent',
    component: 'earlyStopping',
    expected: `a run that measures ${metric} after each epoch`,
    received: 'an epoch without it',
    fix: "give the run a validation split, or choose metric 'train.total'",
  })
}
