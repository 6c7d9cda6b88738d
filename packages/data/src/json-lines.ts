import { defineDataSource, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'
import { decodeUtf8 } from './decode-utf8'
import type { Examples } from './examples'
import { flattenNested } from './nested-array'
import { openExamples } from './open-examples'
import { splitOptions, testAmount } from './split-options'
import { namedLabels, wholeLabels } from './whole-labels'

/**
 * Reads a file of JSON Lines: an object in each line, UTF-8, empty lines left out. Inputs are one field that holds a number, a list of
 * numbers or lists in lists, or several fields that hold a number each, `[fields]`. Labels are whole numbers from 0, or text:
 * then the class names are the different texts, sorted. All is in memory. The file is split in its order; `test` is
 * taken from the end, or has a file of its own.
 *
 * Throws a PotstillError that names line and file: `data/json-line`, `data/json-field`, `data/shape`,
 * `data/label-integer`, `data/label-range`; or `data/text-encoding`, `data/empty-split`.
 *
 * @example
 * jsonLines({ path: 'points.jsonl', inputs: ['x', 'y'], label: 'kind', shuffle: 1 }).name // => 'jsonLines'
 */
export const jsonLines = defineDataSource({
  name: 'jsonLines',
  summary: 'A JSON object in each line, with fields for inputs and label.',
  options: z.strictObject({
    ...splitOptions,
    path: z.string().describe('The file.'),
    inputs: z
      .union([z.string(), z.array(z.string()).min(1)], { error: 'expected a field, or a list of fields' })
      .describe('The field with the inputs, or several fields with a number each.'),
    label: z.string().optional().describe('The field with the label. Default: there are no labels.'),
    test: z
      .union([testAmount, z.string()], {
        error: 'expected a count, a share (between 0 and 1), or the path of a file',
      })
      .optional()
      .describe(
        'Test examples: a count or a share, taken from the end, or the path of a file. Default: none.',
      ),
    divisor: z
      .number()
      .positive()
      .default(1)
      .describe('What each input is divided by: 255 for bytes of pixels.'),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
  }),
  create: ({ path, inputs, label, test, divisor, classes, ...splits }) => ({
    async open({ storage }) {
      const fields = typeof inputs === 'string' ? [inputs] : inputs
      const read = async (file: string, known?: readonly string[]) => {
        const lines = await readLines(storage, file)
        const { labels, classNames } = readLabels(lines, label, known)
        return {
          labels,
          classNames,
          examples: toExamples(lines, fields, typeof inputs === 'string', divisor),
        }
      }
      const training = await read(path)
      const own = typeof test === 'string' ? await read(test, training.classNames) : undefined
      return openExamples({
        source: 'jsonLines',
        training: { ...training.examples, labels: training.labels },
        test: own && { ...own.examples, labels: own.labels },
        classes,
        classNames: training.classNames,
        splits: { ...splits, test: typeof test === 'string' ? undefined : test },
      })
    },
  }),
})

interface Line {
  /** For errors. */
  readonly name: string
  readonly value: Readonly<Record<string, unknown>>
}

async function readLines(storage: Storage, path: string): Promise<readonly Line[]> {
  const text = decodeUtf8('jsonLines', path, await storage.read(path))
  return text.split('\n').flatMap((content, i) => {
    if (content.trim() === '') return []
    const name = `line ${i + 1} of ${path}`
    return [{ name, value: parseLine(name, content) }]
  })
}

function parseLine(name: string, content: string): Readonly<Record<string, unknown>> {
  const refused = (received: string, cause?: unknown) =>
    new PotstillError({
      code: 'data/json-line',
      component: 'jsonLines',
      expected: `a JSON object in ${name}`,
      received,
      fix: 'correct the line or remove it; each line is an object of its own',
      cause,
    })
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause), cause)
  }
  throw refused(content.trim().slice(0, 40))
}

function readLabels(
  lines: readonly Line[],
  label: string | undefined,
  known?: readonly string[],
): { readonly labels?: Int32Array; readonly classNames?: readonly string[] } {
  if (label === undefined) return {}
  const values = lines.map((line) => field(line, label))
  const name = (row: number) => `'${label}' in ${lines[row]?.name}`
  const texts = values.filter((value) => typeof value === 'string')
  if (texts.length === values.length && texts.length > 0) return namedLabels('jsonLines', texts, name, known)
  return { labels: wholeLabels('jsonLines', values, name) }
}

function toExamples(
  lines: readonly Line[],
  fields: readonly string[],
  single: boolean,
  divisor: number,
): Examples {
  const nameRow = (row: number) => lines[row]?.name ?? ''
  let inputShape: readonly number[] = single ? [1] : [fields.length]
  const values: number[] = []
  lines.forEach((line, row) => {
    const found = fields.map((name) => field(line, name))
    const list = single && Array.isArray(found[0]) ? found[0] : found
    const flat = flattenNested(list)
    const fits = flat !== undefined && (row === 0 || flat.shape.join() === inputShape.join())
    if (!fits || flat.values.length === 0) throw wrongInputs(line.name, fields, row === 0 ? [] : inputShape)
    inputShape = flat.shape
    for (const value of flat.values) values.push(value)
  })
  return { inputShape, inputs: Float64Array.from(values), divisor, nameRow }
}

function field({ name, value }: Line, wanted: string): unknown {
  if (Object.hasOwn(value, wanted)) return value[wanted]
  throw new PotstillError({
    code: 'data/json-field',
    component: 'jsonLines',
    expected: `a field '${wanted}' in ${name}`,
    received: `fields ${Object.keys(value).slice(0, 10).join(', ')}`,
    fix: 'correct the name of the field, or the line',
  })
}

function wrongInputs(name: string, fields: readonly string[], shape: readonly number[]): PotstillError {
  return new PotstillError({
    code: 'data/shape',
    component: 'jsonLines',
    expected:
      shape.length === 0
        ? `numbers, or lists of numbers of equal length, in ${fields.join(', ')}`
        : `inputs of shape [${shape.join(', ')}], like the first line, in ${fields.join(', ')}`,
    received: `others in ${name}`,
    fix: 'correct the line or remove it',
  })
}
