import { defineDataSource, PotstillError } from '@potstill/spec'
import * as z from 'zod'
import { listParts } from './class-folders'
import { decodeUtf8 } from './decode-utf8'
import type { Examples } from './examples'
import { openExamples } from './open-examples'
import { splitOptions } from './split-options'
import { readTexts, type Texts } from './text-files'
import { byteTokens, vocabularyTokens, type Tokenizer } from './tokens'
import { withMask } from './with-mask'

/**
 * Reads texts to be classified: token ids `[length]`, cut off at the end, or filled up with padding. A class is a folder of txt files
 * (each one text) or a file NAME.txt (each line one text); classes are sorted by name. Where there are folders `train` and
 * `test`, each has the classes inside; otherwise all is training data, sorted by class: give a seed as `shuffle`.
 *
 * Tokens are the bytes of UTF-8 plus 1, with 0 for padding (257 ids), or words by their line in a vocabulary file.
 * With `mask` the inputs are two: `tokens` `[length]` and `mask` `[length]`, 1 for a token and 0 for padding. All is in memory.
 *
 * Throws a PotstillError that names the file: `data/missing-file`, `data/empty-class`, `data/unknown-class`,
 * `data/class-names`, `data/text-encoding`, `data/vocabulary`.
 *
 * @example
 * text({ path: 'data/reviews', length: 256, validation: 0.1, shuffle: 1 }).name // => 'text'
 */
export const text = defineDataSource({
  name: 'text',
  summary: 'Texts to be classified, as token ids: a folder or a file for each class.',
  options: z.strictObject({
    ...splitOptions,
    path: z.string().describe('The folder with the classes, or with train and test.'),
    length: z.int().min(1).describe('Tokens of each text: longer ones are cut off, shorter ones filled up.'),
    vocabulary: z
      .string()
      .optional()
      .describe(
        'A file with a token in each line; ids are its lines, counted from 0. Default: tokens are bytes.',
      ),
    padding: z.string().default('[PAD]').describe('The token of the vocabulary that fills up short texts.'),
    unknown: z.string().default('[UNK]').describe('The token of the vocabulary for words that it lacks.'),
    lowercase: z.boolean().default(true).describe('Whether words are looked up in lower case.'),
    mask: z.boolean().default(false).describe('Whether the inputs are two, tokens and mask.'),
  }),
  create: ({ path, length, vocabulary, padding, unknown, lowercase, mask, ...splits }) => ({
    async open({ storage }) {
      const tokenizer =
        vocabulary === undefined
          ? byteTokens
          : vocabularyTokens(vocabulary, decodeUtf8('text', vocabulary, await storage.read(vocabulary)), {
              padding,
              unknown,
              lowercase,
            })
      const folders = await listParts(storage, path)
      const training = await readTexts(storage, folders.train)
      const test =
        folders.test === undefined ? undefined : await readTexts(storage, folders.test, training.classNames)
      if (test === undefined && folders.own && (splits.test ?? 0) > 0) throw noTest(path)
      const data = openExamples({
        source: 'text',
        training: toExamples(training, tokenizer, length),
        test: test && toExamples(test, tokenizer, length),
        classNames: training.classNames,
        splits,
      })
      return mask ? withMask(data, length, tokenizer.padding) : data
    },
  }),
})

function toExamples({ texts, labels, names }: Texts, tokenizer: Tokenizer, length: number): Examples {
  const { vocabularySize, padding } = tokenizer
  const inputs = new (vocabularySize > 0x10000 ? Int32Array : Uint16Array)(texts.length * length).fill(
    padding,
  )
  texts.forEach((content, row) => inputs.set(tokenizer.encode(content).slice(0, length), row * length))
  return { inputShape: [length], inputs, labels, nameRow: (row) => names[row] as string }
}

function noTest(path: string): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: 'text',
    expected: `a folder test beside train in ${path}, for the option test`,
    received: 'none',
    fix: 'add the folder, or leave the option out',
  })
}
