import { componentKeyword, type Schedule } from '@potstill/spec'
import * as z from 'zod'

const count = z.int().positive()

/** The share that a running mean keeps: a number or a curve. */
const decay = z
  .unknown()
  .transform((value, context): number | Schedule => {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    if (typeof value === 'function') return value as Schedule
    context.addIssue({ code: 'custom', message: 'expected a number from 0 to 1, or a schedule' })
    return z.NEVER
  })
  .meta({ [componentKeyword]: 'schedule' })
  .describe('How much of the mean stays at each step: a number from 0 to 1, or a schedule.')

const clip = z
  .strictObject({
    norm: z.number().positive().exactOptional().describe('Of all gradients together, at most.'),
    value: z
      .number()
      .positive()
      .exactOptional()
      .describe('Of every entry, at most; bounded before the norm.'),
  })
  .refine(({ norm, value }) => norm !== undefined || value !== undefined, {
    message: 'expected norm, value, or both',
  })

const variables = z.array(z.string().min(1)).min(1)

const group = z.strictObject({
  variables: variables.describe('Patterns of names (* is any text), or connectors, biases, norms.'),
  learningRate: z.number().nonnegative().exactOptional().describe("Times the optimizer's learning rate."),
  weightDecay: z.number().nonnegative().exactOptional().describe("Times the optimizer's weight decay."),
})

const checkpoint = z.strictObject({
  everySteps: count.exactOptional().describe('Saves after so many steps.'),
  everyEpochs: count.exactOptional().describe('Saves after so many epochs.'),
  keep: count.exactOptional().describe('How many of the numbered ones stay.'),
})

/** How long, in what portions and by what rules to train. */
export const trainingSchema = z.strictObject({
  epochs: count.describe('Passes over the training split.'),
  batchSize: count.describe('Examples that go through the networks at once.'),
  seed: z.int().nonnegative().default(0).describe('Of initial weights, batch order and every random draw.'),
  shuffle: z
    .boolean()
    .default(true)
    .describe('False: examples come in the order of the data in every epoch.'),
  steps: count.exactOptional().describe('Stops after so many steps, in the middle of an epoch if need be.'),
  compile: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe(
      'Whether the training step becomes one native program, on backends that compile; auto: where it can.',
    ),
  accumulate: count.exactOptional().describe('Batches per update. Default: 1.'),
  clip: clip.exactOptional().describe('Bounds of the gradients.'),
  ema: z.strictObject({ decay }).exactOptional().describe('Keeps a running mean of the weights.'),
  freeze: variables
    .exactOptional()
    .describe('Variables that stay as they are: patterns of names (* is any text).'),
  groups: z
    .array(group)
    .min(1)
    .exactOptional()
    .describe('Variables with factors on their rates; the first group that has one counts.'),
  diagnostics: z
    .strictObject({ everySteps: count })
    .exactOptional()
    .describe('How the gradient is made up, taken every so many steps.'),
  checkpoint: checkpoint.exactOptional().describe('How often the run is saved.'),
})

export type Training = z.output<typeof trainingSchema>
