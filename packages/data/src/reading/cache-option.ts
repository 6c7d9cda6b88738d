import * as z from 'zod'

/** Option of sources that read examples when they are asked for. */
export const cacheOption = {
  cacheBytes: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'How many bytes of decoded examples each set (training, validation, test) keeps in memory. Default: 0, each is read anew.',
    ),
}
