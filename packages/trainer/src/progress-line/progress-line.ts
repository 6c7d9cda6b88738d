import type { Callback, EpochEnd, RunStart, StepEnd } from '@potstill/spec'
import { bar, clock, loss, percent, thousands } from './format'

/** Where progress is written: Node's `process.stderr` fits. */
export interface ProgressOutput {
  write(text: string): unknown
  /** True on a terminal, where one line is rewritten; else one line is written per epoch. */
  readonly isTTY?: boolean
  readonly columns?: number
}

const redrawMilliseconds = 100
const clearLine = '\r\u001B[2K'

/**
 * Makes a callback that shows a run's progress: epoch, batches, rate, each loss term by name, accuracy, time left.
 *
 * @example
 * progressLine({ write: () => true }).name // => 'progressLine'
 */
export function progressLine(output: ProgressOutput, now: () => number = () => performance.now()): Callback {
  let start: RunStart | undefined
  let began = 0
  let drawn = Number.NEGATIVE_INFINITY
  return {
    kind: 'callback',
    name: 'progressLine',
    specVersion: 1,
    runStart: (event) => {
      start = event
      began = now()
    },
    stepEnd: (event) => {
      if (output.isTTY !== true || start === undefined || now() - drawn < redrawMilliseconds) return
      drawn = now()
      output.write(clearLine + fit(stepLine(start, event, (now() - began) / 1000), output.columns))
    },
    epochEnd: (event) => {
      if (start === undefined) return
      output.write(`${output.isTTY === true ? clearLine : ''}${epochLine(start, event)}\n`)
    },
    runEnd: ({ reason }) => {
      if (reason !== 'finished' && output.isTTY === true) output.write(clearLine)
    },
  }
}

function stepLine(start: RunStart, event: StepEnd, elapsed: number): string {
  const done = event.progress.step + 1
  const inEpoch = ((done - 1) % start.stepsPerEpoch) + 1
  const left = (elapsed / done) * (start.steps - done)
  return [
    `${start.name}  epoch ${Math.floor(event.progress.epoch) + 1}/${start.epochs}`,
    `${bar(inEpoch / start.stepsPerEpoch, 16)} ${inEpoch}/${start.stepsPerEpoch}`,
    `${thousands((done * start.batchSize) / elapsed)}/s`,
    `${clock(left)} left`,
    ...numbers(event.terms, event.accuracy),
  ].join('  ')
}

function epochLine(start: RunStart, event: EpochEnd): string {
  const width = String(event.epochs).length
  return [
    `${start.name}  epoch ${String(event.epoch).padStart(width)}/${event.epochs}`,
    clock(event.seconds),
    `${thousands(event.examplesPerSecond)}/s`,
    ...numbers(event.train.terms, event.train.accuracy),
    ...(event.validation ? [`validation ${percent(event.validation.accuracy)}`] : []),
  ].join('  ')
}

function numbers(terms: Readonly<Record<string, number>>, accuracy: number | undefined): readonly string[] {
  const losses = Object.entries(terms).map(([name, value]) => `${name} ${loss(value)}`)
  return accuracy === undefined ? losses : [...losses, `accuracy ${percent(accuracy)}`]
}

function fit(line: string, columns = 80): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`
}
