import { bytesOf, cutBack } from '@potstill/formats'
import { defineCallback, type EpochEnd, type StepEnd } from '@potstill/spec'
import * as z from 'zod'
import { placeOf, type Place } from './parts/place'

const file = 'metrics.jsonl'
const savedState = z.strictObject({ bytes: z.int().min(0) }).nullable()

/**
 * Defines a callback that adds lines of JSON to `metrics.jsonl` in its folder: one for each epoch, with all that `epochEnd`
 * tells; one for each notice; and one every so many steps, where that is asked for. `step` is the number of steps
 * taken; a number that is not finite is null.
 *
 * A checkpoint holds the length of the file; a resumed run cuts it back to that. A new run adds to the file that is there.
 *
 * @throws PotstillError `loggers/no-place` at the start of a run that has no storage, or neither folder
 *
 * @example
 * metricsJsonl({ folder: 'runs/digits', everySteps: 50 }).name // => 'metricsJsonl'
 */
export const metricsJsonl = defineCallback({
  name: 'metricsJsonl',
  summary: 'Writes metrics as lines of JSON.',
  options: z.strictObject({
    folder: z.string().min(1).optional().describe("Where the file goes. Default: the run's folder."),
    everySteps: z.int().min(1).optional().describe('A line after every so many steps. Default: epochs only.'),
  }),
  create: ({ folder, everySteps = Infinity }) => {
    let place: Place | undefined
    let restored: number | undefined
    const write = async (record: object) => {
      await place?.storage.append(pathIn(place), new TextEncoder().encode(`${JSON.stringify(record)}\n`))
    }
    return {
      runStart: async (event) => {
        place = placeOf('metricsJsonl', event, folder)
        if (restored !== undefined) await cutBack(place.storage, pathIn(place), restored)
        restored = undefined
      },
      stepEnd: async (event) => {
        const step = event.progress.step + 1
        const { diagnostics } = event
        if (step % everySteps === 0) await write({ step, ...stepRecord(event) })
        else if (diagnostics !== undefined) await write({ step, diagnostics })
      },
      epochEnd: (event) => write(epochRecord(event)),
      notice: ({ message }) => write({ notice: message }),
      state: async () =>
        place === undefined ? null : { bytes: await bytesOf(place.storage, pathIn(place)) },
      restore: (state) => {
        restored = savedState.parse(state)?.bytes
      },
    }
  },
})

function pathIn({ folder }: Place): string {
  return `${folder}/${file}`
}

function stepRecord({ run: _, progress: __, batch: ___, ...numbers }: StepEnd) {
  return numbers
}

function epochRecord({ run: _, ...record }: EpochEnd): Omit<EpochEnd, 'run'> {
  return record
}
