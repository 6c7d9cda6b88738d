import type { Batch, Progress, Student } from '@potstill/spec'
import { createStep } from '../step/create-step'
import { disposeBatch } from '../step/dispose-batch'
import type { StepOptions, StepResult } from '../step/step-options'
import { at } from './step-bench'

export interface TakenSteps {
  readonly results: readonly StepResult[]
  /** Weights after the last step. */
  readonly weights: readonly number[]
}

/** Takes one step for each list of batches, with a new student, and disposes everything. */
export async function takeSteps<Network extends Student & { weights(): readonly number[] }>(
  make: () => Network,
  options: Omit<StepOptions, 'student'>,
  steps: readonly (() => Batch | readonly Batch[])[],
  progress: (index: number) => Progress = at,
): Promise<TakenSteps> {
  const student = make()
  const step = await createStep({ ...options, student })
  const results: StepResult[] = []
  for (const [index, batchesOf] of steps.entries()) {
    const batches = batchesOf()
    results.push(await step.train(batches, progress(index)))
    for (const batch of [batches].flat()) disposeBatch(batch)
  }
  const weights = student.weights()
  await step.close()
  student.dispose()
  return { results, weights }
}

/** The largest difference between two lists of numbers. */
export function largestGap(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} numbers beside ${theirs.length}`)
  return Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? Number.NaN))))
}
