import { defineDataSource, PotstillError } from '@potstill/spec'
import * as z from 'zod'
import { numberLabels } from './csv-labels'
import { readCsvTable, type CsvTable } from './csv-table'
import type { Examples } from './examples'
import { openExamples } from './open-examples'
import { splitOptions, testAmount } from './split-options'

const column = z.union([z.string(), z.int().min(0)], {
  error: "expected a column's name or its index, counted from 0",
})

/**
 * Reads a table of numbers from a csv file (RFC 4180, UTF-8): inputs `[columns]` as they stand, not normalised. Labels
 * are whole numbers from 0, or text: then the class names are the different texts, sorted.
 * The file is split in its order: `train` takes the first records, `validation` the following, `test` the last, unless
 * it names a file of its own. For a file that is sorted by class give a seed as `shuffle`.
 *
 * Throws a PotstillError that names line and column: `data/csv-number`, `data/csv-label`, `data/csv-width`,
 * `data/csv-quote`; or `data/csv-column`, `data/csv-encoding`, `data/label-range`.
 *
 * @example
 * csv({ path: 'iris.csv', label: 'species', test: 0.2, shuffle: 1 }).name // => 'csv'
 */
export const csv = defineDataSource({
  name: 'csv',
  summary: 'A table of numbers with a column of labels, from a csv file.',
  options: z.strictObject({
    ...splitOptions,
    path: z.string().describe('The file.'),
    label: column
      .optional()
      .describe('The column of labels: its name, or its index from 0. Default: there are no labels.'),
    ignore: z.array(column).default([]).describe('Columns that are left out, by name or index.'),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, 'expected one character, no quote')
      .default(',')
      .describe('What stands between cells, one character.'),
    header: z.boolean().default(true).describe("Whether the first line holds the columns' names."),
    test: z
      .union([testAmount, z.string()], {
        error: 'expected a count, a share (between 0 and 1), or the path of a file',
      })
      .optional()
      .describe(
        'Test examples: a count or a share, taken from the end of the file, or the path of a file of their own. ' +
          'Default: none.',
      ),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
  }),
  create: ({ path, label, ignore, delimiter, header, test, classes, ...splits }) => ({
    async open({ storage }) {
      const read = async (file: string) =>
        readCsvTable(await storage.read(file), { path: file, label, ignore, delimiter, header })
      const trainingTable = await read(path)
      const testTable = typeof test === 'string' ? await read(test) : undefined
      if (testTable !== undefined) checkSameColumns(trainingTable, testTable)
      const labels = label === undefined ? undefined : numberLabels(trainingTable, testTable)
      return openExamples({
        source: 'csv',
        training: toExamples(trainingTable, labels?.training),
        test: testTable && toExamples(testTable, labels?.test),
        classes: labels === undefined ? undefined : classes,
        classNames: labels?.classNames,
        splits: { ...splits, test: typeof test === 'string' ? undefined : test },
      })
    },
  }),
})

function toExamples({ path, columns, features, lines }: CsvTable, labels: Int32Array | undefined): Examples {
  return {
    inputShape: [columns.length],
    inputs: features,
    labels,
    nameRow: (row) => `line ${lines[row]} of ${path}`,
  }
}

function checkSameColumns(training: CsvTable, test: CsvTable): void {
  if (training.columns.join('\n') === test.columns.join('\n')) return
  throw new PotstillError({
    code: 'data/csv-column',
    component: 'csv',
    expected: `the columns of ${training.path} in ${test.path}: ${training.columns.join(', ')}`,
    received: test.columns.join(', '),
    fix: 'give both files the same columns in the same order',
  })
}
