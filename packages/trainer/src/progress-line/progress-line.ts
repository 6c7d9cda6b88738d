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
 * Makes a callback that shows a run's progress: epoch, batches, rate, each loss term by name, accuracy, time left. What a
 * run has to say beside that gets a line of its own.
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
      output.write(clearLine + stepLine(start, event, (now() - began) / 1000, output.columns))
    },
    epochEnd: (event) => {
      if (start === undefined) return
      output.write(`${output.isTTY === true ? clearLine : ''}${epochLine(start, event)}\n`)
    },
    notice: ({ message }) => {
      if (start === undefined) return
      output.write(`${output.isTTY === true ? clearLine : ''}${start.name}  ${message}\n`)
    },
    runEnd: ({ reason }) => {
      if (reason !== 'finished' && output.isTTY === true) output.write(clearLine)
    },
  }
}

/** Where the line is too long for the terminal, it gets shorter step by step: the bar, the words, the rate, the end. */
function stepLine(start: RunStart, event: StepEnd, elapsed: number, columns = 80): string {
  const done = event.progress.step + 1
  const inEpoch = ((done - 1) % start.stepsPerEpoch) + 1
  const count = `${String(inEpoch).padStart(String(start.stepsPerEpoch).length)}/${start.stepsPerEpoch}`
  const epoch = `${Math.floor(event.progress.epoch) + 1}/${start.epochs}`
  const rate = `${thousands((done * start.batchSize) / elapsed)}/s`
  const left = clock((elapsed / done) * (start.steps - done))
  const long = (counted: string) =>
    [
      `${start.name}  epoch ${epoch}`,
      counted,
      rate,
      ...losses(event.terms),
      ...accuracy('accuracy ', event.accuracy),
      `${left} left`,
    ].join('  ')
  const short = (...rates: readonly string[]) =>
    [
      `${start.name} ${epoch}`,
      count,
      ...rates,
      ...losses(event.terms),
      ...accuracy('', event.accuracy),
      left,
    ].join('  ')
  const share = inEpoch / start.stepsPerEpoch
  const lines = [
    long(`${bar(share, 16)} ${count}`),
    long(`${bar(share, 8)} ${count}`),
    long(count),
    short(rate),
    short(),
  ]
  return lines.find((line) => line.length < columns) ?? `${short().slice(0, Math.max(0, columns - 2))}…`
}

/** Padded, so that the lines of a run stand in columns. */
function epochLine(start: RunStart, event: EpochEnd): string {
  const width = String(event.epochs).length
  return [
    `${start.name}  epoch ${String(event.epoch).padStart(width)}/${event.epochs}`,
    clock(event.seconds),
    `${thousands(event.examplesPerSecond)}/s`.padStart(9),
    ...losses(event.train.terms, 7),
    ...accuracy('accuracy ', event.train.accuracy, 7),
    ...accuracy('validation ', event.validation?.accuracy, 7),
  ]
    .join('  ')
    .trimEnd()
}

function losses(terms: Readonly<Record<string, number>>, width = 0): readonly string[] {
  return Object.entries(terms).map(([name, value]) => `${name} ${loss(value).padEnd(width)}`)
}

function accuracy(label: string, share: number | undefined, width = 0): readonly string[] {
  return share === undefined ? [] : [`${label}${percent(share).padStart(width)}`]
}
