import { PotstillError, type Optimizer } from '@potstill/spec'
import type { UpdateOptions } from './update-options'

/** Throws a PotstillError where a number of the update makes no sense, or asks the optimizer for what it cannot have. */
export function checkUpdateOptions(
  options: UpdateOptions,
  optimizer: Pick<Optimizer, 'name' | 'gradients'>,
): void {
  const { accumulate, clip, diagnostics, groups = [] } = options
  whole('accumulate', accumulate)
  whole('diagnostics.everySteps', diagnostics?.everySteps)
  bound('clip.norm', clip?.norm, (value) => value > 0, 'a positive number')
  bound('clip.value', clip?.value, (value) => value > 0, 'a positive number')
  for (const [index, { learningRate, weightDecay }] of groups.entries()) {
    const factor = (name: string, value: number | undefined) => {
      bound(`groups[${index}].${name}`, value, (number) => number >= 0, 'a factor that is not negative')
    }
    factor('learningRate', learningRate)
    factor('weightDecay', weightDecay)
  }
  if (clip?.value === undefined || optimizer.gradients !== 'byTerm') return
  throw new PotstillError({
    code: 'trainer/clip-by-term',
    component: optimizer.name,
    expected: 'no clip.value, since the optimizer takes the gradients of the terms one by one',
    received: `clip.value ${clip.value}`,
    fix: 'use clip.norm, which scales all of them alike',
  })
}

function whole(name: string, value: number | undefined): void {
  bound(name, value, (number) => Number.isInteger(number) && number >= 1, 'a whole number of at least 1')
}

function bound(
  name: string,
  value: number | undefined,
  allows: (value: number) => boolean,
  expected: string,
): void {
  if (value === undefined || (Number.isFinite(value) && allows(value))) return
  throw new PotstillError({
    code: 'trainer/option',
    component: name,
    expected,
    received: String(value),
    fix: `correct ${name}`,
  })
}
