import { bytesOf, cutBack } from '@potstill/formats'
import type { Callback, EpochEnd, Storage } from '@potstill/spec'
import * as z from 'zod'

const savedState = z.object({ bytes: z.int().min(0) })

export interface MetricsLogOptions {
  readonly storage: Storage
  readonly path: string
  readonly stage: string
  /** Where the lines of the stage begin, in bytes: what comes after is of an attempt that was broken off. */
  readonly from: number
}

/**
 * Adds one line of JSON to `metrics.jsonl` for each epoch, and for each notice. A stage that goes on cuts the file back to what it
 * was at the checkpoint.
 */
export function metricsLog({ storage, path, stage, from }: MetricsLogOptions): Callback {
  let kept = from
  const write = (record: object) =>
    storage.append(path, new TextEncoder().encode(`${JSON.stringify({ stage, ...record })}\n`))
  return {
    kind: 'callback',
    name: 'metricsLog',
    specVersion: 1,
    runStart: () => cutBack(storage, path, kept),
    epochEnd: (event) => write(epochRecord(event)),
    notice: ({ message }) => write({ notice: message }),
    state: async () => ({ bytes: await bytesOf(storage, path) }),
    restore: (state) => {
      kept = savedState.parse(state).bytes
    },
  }
}

/** What an epoch told, as plain data. */
export function epochRecord({ run: _, ...record }: EpochEnd): Omit<EpochEnd, 'run'> {
  return record
}
