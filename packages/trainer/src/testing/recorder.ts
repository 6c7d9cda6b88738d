import type { Callback } from '@potstill/spec'

export interface Recorder extends Callback {
  /** `runStart`, `stepEnd 1`, `checkpointSaved last`, … in the order in which they came. */
  readonly heard: readonly string[]
}

/** Writes down what a run tells. */
export function recorder(more: Partial<Callback> = {}): Recorder {
  const heard: string[] = []
  return {
    kind: 'callback',
    name: 'recorder',
    specVersion: 1,
    heard,
    runStart: (event) => {
      heard.push('runStart')
      return more.runStart?.(event)
    },
    stepEnd: (event) => {
      heard.push(`stepEnd ${event.progress.step}`)
      return more.stepEnd?.(event)
    },
    checkpointSaved: (event) => {
      heard.push(`checkpointSaved ${event.which}`)
      return more.checkpointSaved?.(event)
    },
    epochEnd: (event) => {
      heard.push(`epochEnd ${event.epoch}`)
      return more.epochEnd?.(event)
    },
    notice: (event) => {
      heard.push('notice')
      return more.notice?.(event)
    },
    runEnd: (event) => {
      heard.push(`runEnd ${event.reason}`)
      return more.runEnd?.(event)
    },
  }
}
