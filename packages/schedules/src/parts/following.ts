import { componentKeyword, type Progress, type Schedule } from '@potstill/spec'
import * as z from 'zod'

/** An option that takes a number or another curve; a recipe writes the curve by name. */
export const followingOption = z
  .custom<
    number | Schedule
  >((value) => (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'function', 'expected a number or a schedule')
  .meta({ [componentKeyword]: 'schedule' })

/** The value of a number or a curve at a place of the run. */
export function valueAt(curve: number | Schedule, progress: Progress): number {
  return typeof curve === 'number' ? curve : curve(progress)
}

/** The run without its beginning: what is left of it as a run of its own, at its start until then. */
export function withoutBeginning(progress: Progress, part: number): Progress {
  const { step, steps, epoch, epochs, fraction } = progress
  const left = 1 - part
  if (!(left > 0)) return { step: 0, steps: 0, epoch: 0, epochs: 0, fraction: 0 }
  return {
    step: Math.max(0, step - part * steps),
    steps: left * steps,
    epoch: Math.max(0, epoch - part * epochs),
    epochs: left * epochs,
    fraction: Math.max(0, (fraction - part) / left),
  }
}
