import type { Callback, EpochEnd, Storage } from '@potstill/spec'

/** Adds one line of JSON to `metrics.jsonl` for each epoch, and for each notice. */
export function metricsLog(storage: Storage, path: string, stage: string): Callback {
  const write = (record: object) =>
    storage.append(path, new TextEncoder().encode(`${JSON.stringify({ stage, ...record })}\n`))
  return {
    kind: 'callback',
    name: 'metricsLog',
    specVersion: 1,
    epochEnd: (event) => write(epochRecord(event)),
    notice: ({ message }) => write({ notice: message }),
  }
}

/** What an epoch told, as plain data. */
export function epochRecord({ run: _, ...record }: EpochEnd): Omit<EpochEnd, 'run'> {
  return record
}
