import { isPotstillError, PotstillError, type Augmentation, type PotstillErrorDetails } from '@potstill/spec'
import { augmentBatch } from '../augment/augment-batch'
import { augmentations } from '../augment/augmentations'
import type { NamedAugmentation } from '../augment/built-in'
import type { Answer, Job } from './job'
import { moved, owned, shared } from './shared-arrays'

/** Batches are worked on where no other thread sees them; the next one takes the place of the last. */
let workplace: Float32Array | undefined

/** Does a job; an error is an answer, too. The answer's arrays are shared; the inputs are where they were, if they fit. */
export function answerJob({ number, batch, plan }: Job): Answer {
  try {
    workplace = owned(batch.inputs, workplace)
    const made = augmentBatch({ ...batch, inputs: workplace }, { ...plan, augment: madeAgain(plan.augment) })
    return { number, made: moved(made, shared, batch.inputs) }
  } catch (error) {
    return { number, error: detailsOf(error) }
  }
}

/** Made once for each list: batches come with the same one. */
let last: { readonly key: string; readonly augment: readonly Augmentation[] } | undefined

function madeAgain(named: readonly NamedAugmentation[]): readonly Augmentation[] {
  const key = JSON.stringify(named)
  if (last?.key !== key) last = { key, augment: named.map(makeAgain) }
  return last.augment
}

function makeAgain({ name, options }: NamedAugmentation): Augmentation {
  const factory = augmentations.find((candidate) => candidate.name === name)
  if (factory !== undefined) return factory.make(options)
  throw new PotstillError({
    code: 'data/augment-worker',
    component: name,
    expected: `an augmentation of this package: ${augmentations.map((each) => each.name).join(', ')}`,
    received: name,
    fix: 'give workers of the same version as the data',
  })
}

function detailsOf(error: unknown): Omit<PotstillErrorDetails, 'cause'> {
  if (isPotstillError(error)) {
    const { code, component, expected, received, fix, category } = error
    return { code, expected, received, fix, category, ...(component !== undefined && { component }) }
  }
  return {
    code: 'data/augment-worker',
    expected: 'a worker thread that augments batches',
    received: error instanceof Error ? error.message : String(error),
    fix: 'leave the workers out to see more of it',
    category: 'work',
  }
}
