import '@tensorflow/tfjs-backend-cpu'
import { setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { memoryStorage } from '@potstill/formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { csv } from './index'

beforeAll(async () => {
  await setBackend('cpu')
})

const flowers = `id,length,width,species
1,5.1,3.5,virginica
2,7,-3.2e0,versicolor
3,6.3, .5 ,setosa
4,4.9,3,setosa
`

type CsvOptions = Parameters<typeof csv>[0]

async function open(files: Record<string, string | Uint8Array>, options: Omit<CsvOptions, 'path'> = {}) {
  return await csv({ path: 'a.csv', ...options }).open({ storage: memoryStorage(files) })
}

async function inputs(data: Awaited<ReturnType<typeof open>>, split: string) {
  for await (const batch of data.split(split).batches({ batchSize: 100 })) {
    return (batch.inputs as Tensor).arraySync()
  }
}

describe('csv', () => {
  it('reads numbers, and labels of text as places among the sorted names', async () => {
    const data = await open({ 'a.csv': flowers }, { label: 'species', ignore: ['id'] })
    expect(data.spec).toEqual({
      inputShape: [2],
      classes: 3,
      classNames: ['setosa', 'versicolor', 'virginica'],
      examples: 4,
      splits: ['train'],
    })
    expect(data.split('train').labels).toEqual(Int32Array.of(2, 1, 0, 0))
    expect(await inputs(data, 'train')).toEqual(
      [
        [5.1, 3.5],
        [7, -3.2],
        [6.3, 0.5],
        [4.9, 3],
      ].map((row) => row.map(Math.fround)),
    )
  })

  it('reads whole numbers as labels, without a header, with another delimiter', async () => {
    const data = await open({ 'a.csv': '2;0.5\n0.0;1.5\n1;2.5' }, { label: 0, header: false, delimiter: ';' })
    expect(data.spec).toEqual({ inputShape: [1], classes: 3, examples: 3, splits: ['train'] })
    expect(data.split('train').labels).toEqual(Int32Array.of(2, 0, 1))
    expect(await inputs(data, 'train')).toEqual([[0.5], [1.5], [2.5]])
  })

  it('reads a table without labels', async () => {
    const data = await open({ 'a.csv': 'x,y\n1,2\n' })
    expect(data.spec).toEqual({ inputShape: [2], examples: 1, splits: ['train'] })
    expect(data.split('train').labels).toBeUndefined()
  })

  it('takes test examples from the end of the file', async () => {
    const data = await open(
      { 'a.csv': flowers },
      { label: 'species', ignore: [0], validation: 1, test: 0.25 },
    )
    expect(['train', 'validation', 'test'].map((name) => Array.from(data.split(name).ids ?? []))).toEqual([
      [0, 1],
      [2],
      [3],
    ])
  })

  it('takes test examples from a file of their own, with the classes of training', async () => {
    const test = 'id,length,width,species\n9,1,2,virginica\n'
    const data = await open({ 'a.csv': flowers, 't.csv': test }, { label: 'species', test: 't.csv' })
    expect(data.spec.splits).toEqual(['train', 'test'])
    expect(data.split('test').labels).toEqual(Int32Array.of(2))
    expect(data.split('test').ids).toEqual(Int32Array.of(4))
    expect(data.split('train').size).toBe(4)
  })

  it.each<[string, string | Uint8Array, Omit<CsvOptions, 'path'>, string, RegExp]>([
    [
      'text where a number should be',
      flowers,
      { label: 'id' },
      'data/csv-number',
      /finite number at a\.csv, line 2, column 4 \('species'\); got 'virginica'/,
    ],
    [
      'an empty cell',
      'x,y\n1,2\n\n3,\n',
      {},
      'data/csv-number',
      /line 4, column 2 \('y'\); got an empty cell/,
    ],
    [
      'what only looks like a number',
      'x\n0x10\n',
      {},
      'data/csv-number',
      /line 2, column 1 \('x'\); got '0x10'/,
    ],
    ['NaN', 'x\nNaN\n', {}, 'data/csv-number', /got 'NaN'/],
    ['a number too large for float32', 'x\n1e39\n', {}, 'data/csv-number', /got '1e39'/],
    [
      'names where no header is expected',
      'x,y\n1,2\n',
      { header: false },
      'data/csv-number',
      /line 1, column 1; got 'x'.*set header to true/,
    ],
    [
      'a record that is too short',
      'x,y\n1,2\n3\n',
      {},
      'data/csv-width',
      /2 columns in line 3 of a\.csv.*got 1/,
    ],
    ['an empty label', 'x,c\n1, \n', { label: 'c' }, 'data/csv-label', /line 2, column 2 \('c'\)/],
    [
      'a negative label',
      'x,c\n1,0\n1,-1\n',
      { label: 'c' },
      'data/label-range',
      /got -1 in line 3 of a\.csv/,
    ],
    [
      'a label beyond the classes',
      'x,c\n1,0\n1,7\n',
      { label: 'c', classes: 3 },
      'data/label-range',
      /labels from 0 to 2.*got 7 in line 3 of a\.csv/,
    ],
    [
      'an unknown column',
      flowers,
      { label: 'kind' },
      'data/csv-column',
      /'id', 'length', 'width', 'species'.*got 'kind'/,
    ],
    ['a column beyond the last', flowers, { label: 4 }, 'data/csv-column', /0 to 3; got 4/],
    [
      'a name without a header',
      '1,2\n',
      { header: false, label: 'x' },
      'data/csv-column',
      /there is no header/,
    ],
    ['an empty file', '\n', {}, 'data/empty-split', /records in a\.csv; got none/],
    ['a header alone', 'x,y\n', {}, 'data/empty-split', /training examples; got none/],
    ['no column of numbers', 'c\na\n', { label: 'c' }, 'data/shape', /a column of numbers/],
    ['bytes that are no UTF-8', Uint8Array.of(0x78, 0x0a, 0xe9), {}, 'data/csv-encoding', /UTF-8/],
    [
      'a test label that training lacks',
      'x,c\n1,a\n',
      { label: 'c', test: 't.csv' },
      'data/label-range',
      /training file: a; got 'b' in line 3 of t\.csv/,
    ],
    [
      'a test file of other columns',
      'x,y\n1,2\n',
      { test: 't.csv' },
      'data/csv-column',
      /columns of a\.csv in t\.csv: x, y; got x, c/,
    ],
    ['more test examples than there are', 'x\n1\n2\n', { test: 3 }, 'data/count-too-large', /got test 3/],
  ])('refuses %s', async (_, text, options, code, message) => {
    const files = { 'a.csv': text, 't.csv': options.label === undefined ? 'x,c\n1,2\n' : 'x,c\n1,a\n2,b\n' }
    await expect(open(files, options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})
