import { defineDataSource, type Dataset } from '@potstill/spec'
import * as z from 'zod'
import { noSplit } from './open-splits'
import { streamDataset, type StreamedExamples } from './stream-dataset'

const examples = z.custom<StreamedExamples>((value) => typeof value === 'function', {
  error: 'expected a function that gives an iterable of examples',
})

/** Ids are int32. */
const mostIds = 2 ** 31 - 1

/**
 * Takes examples from iterables, for use in code: each split is a function that is called anew for each epoch and gives
 * `{ inputs, label }`, one after the other. Its data set has no size. Ids are places in the stream; those of a
 * validation or test stream start again from 0. A stream cannot be shuffled as a whole: give its examples in a mixed
 * order; `buffer` mixes neighbours, by (seed, epoch). A resumed epoch reads what it leaves out.
 *
 * Throws a PotstillError underway: `data/shape`, `data/not-finite`, `data/label-integer`, `data/label-range`,
 * `data/count-mismatch` for more examples than said.
 *
 * @example
 * async function* train() {
 *   for (let i = 0; i < 1000; i++) yield { inputs: [Math.sin(i)], label: i % 2 }
 * }
 * stream({ train, shape: [1], classes: 2 }).name // => 'stream'
 */
export const stream = defineDataSource({
  name: 'stream',
  summary: 'Examples from iterables, for use in code; how many is not known.',
  options: z.strictObject({
    train: examples.describe('Gives the training examples, one after the other.'),
    validation: examples.optional().describe('Gives the validation examples. Default: none.'),
    test: examples.optional().describe('Gives the test examples. Default: none.'),
    shape: z.array(z.int().min(1)).min(1).describe('Shape of one example.'),
    classes: z
      .int()
      .min(1)
      .optional()
      .describe('How many classes the labels have. Default: there are no labels.'),
    examples: z
      .int()
      .min(1)
      .max(mostIds)
      .default(mostIds)
      .describe(
        'At most this many in each split; losses with a memory for each example need it. Default: not said.',
      ),
    buffer: z
      .int()
      .min(1)
      .default(1)
      .describe(
        'How many examples are held to be mixed where an order by seed is asked for. Default: 1, not mixed.',
      ),
  }),
  create: ({ train, validation, test, shape, classes, examples: most, buffer }) => {
    const streams: Readonly<Record<string, StreamedExamples | undefined>> = { train, validation, test }
    const names = Object.keys(streams).filter((name) => streams[name] !== undefined)
    return {
      open: () => ({
        spec: { inputShape: shape, ...(classes !== undefined && { classes }), examples: most, splits: names },
        split(name): Dataset {
          const given = names.includes(name) ? streams[name] : undefined
          if (given === undefined) throw noSplit('stream', names, name)
          return streamDataset(given, { name, shape, classes, most, buffer })
        },
      }),
    }
  },
})
