import { add, neg, tensor, type Tensor } from '@tensorflow/tfjs-core'
import {
  defineAugmentation,
  defineCallback,
  defineStrategy,
  PotstillError,
  type AugmentData,
  type Batch,
  type Dataset,
} from '@potstill/spec'
import * as z from 'zod'

/** Moves points.. */
export const shift = defineAugmentation({
  name: 'shift',
  summary: 'Moves points.',
  options: z.strictObject({ by: z.number().default(1) }),
  create: ({ by }) => ({ level: 'example', apply: (values) => values.map((value) => value + by) }),
})

/** Fits nothing. */
export const turn = defineAugmentation({
  name: 'turn',
  summary: 'Turns solids.',
  options: z.strictObject({}),
  create: () => ({
    level: 'example',
    outputShape: (shape) => {
      throw new PotstillError({
        code: 'toy/shape',
        component: 'turn',
        expected: 'points in space',
        received: `shape [${shape.join(', ')}]`,
        fix: 'leave it out',
      })
    },
    apply: (values) => values,
  }),
})

/** As much of augmenting as recipes can tell apart. Every view is further away than the one before. */
export const augment: AugmentData = (data, { augment: list, views = 0, teacher }) => {
  for (const each of list) if (each.level === 'example') each.outputShape?.(data.spec.inputShape as number[])
  const apply = (inputs: Tensor) => {
    const values = list.reduce(
      (changed, each) =>
        each.level === 'example' ? each.apply(changed, { shape: inputs.shape, draw: () => 0 }) : changed,
      inputs.dataSync<'float32'>(),
    )
    return tensor(values, inputs.shape)
  }
  const changed = ({ inputs: given, ...batch }: Batch): Batch => {
    const inputs = given as Tensor
    const result = {
      ...batch,
      inputs: apply(inputs),
      ...(views > 0 && { views: Array.from({ length: views }, (_, view) => add(apply(inputs), view + 1)) }),
      ...(teacher === 'clean' && { teacherInputs: inputs.clone() }),
    }
    inputs.dispose()
    return result
  }
  const wrapped = (dataset: Dataset): Dataset => ({
    ...dataset,
    async *batches(request) {
      for await (const batch of dataset.batches(request)) yield changed(batch)
    },
  })
  return { ...data, split: (name) => (name === 'train' ? wrapped(data.split(name)) : data.split(name)) }
}

/** Ends a run. */
export const enough = defineCallback({
  name: 'enough',
  summary: 'Stops after some epochs.',
  options: z.strictObject({ epochs: z.int().positive().default(1) }),
  create: ({ epochs }) => ({
    epochEnd: ({ epoch, run }) => {
      if (epoch >= epochs) run.requestStop('it is enough')
    },
  }),
})

/** Turns inputs around. */
export const opposite = defineStrategy({
  name: 'opposite',
  summary: 'Trains on the opposite points.',
  options: z.strictObject({}),
  create: () => ({ prepare: (batch) => ({ ...batch, inputs: neg(batch.inputs as Tensor) }) }),
})
