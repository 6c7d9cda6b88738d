import type { Callback, EpochEnd, Storage } from '@potstill/spec'

/** Adds one line of JSON to `metrics.jsonl` for each epoch. */
export function metricsLog(storage: Storage, path: string, stage: string): Callback {
  return {
    kind: 'callback',
    name: 'metricsLog',
    specVersion: 1,
    epochEnd: async (event) => {
      const line = `${JSON.stringify({ stage, ...epochRecord(event) })}\n`
      await storage.append(path, new TextEncoder().encode(line))
    },
  }
}

/** What an epoch told, as plain data. */
export function epochRecord({ run: _, ...record }: EpochEnd): Omit<EpochEnd, 'run'> {
  return record
}
