import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { jsonLines } from './index'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const open = async (content: string | Uint8Array, more: { inputs?: string; test?: string } = {}, test = '') =>
  jsonLines({ path: 'a.jsonl', inputs: ['x', 'y'], label: 'k', ...more }).open({
    storage: memoryStorage({ 'a.jsonl': content, 'b.jsonl': test }),
  })

describe('jsonLines', () => {
  it('reads fields, and labels of text', async () => {
    const data = await open('{"x":1,"y":2,"k":"b"}\n\n{"x":3,"y":4,"k":"a"}\n')
    expect(data.spec).toMatchObject({ inputShape: [2], classNames: ['a', 'b'] })
    const [batch] = await takeBatches(data.split('train'), { batchSize: 2 })
    expect(batch).toMatchObject({ inputs: [1, 2, 3, 4], labels: [1, 0] })
  })

  it('reads lists in lists from one field, with a byte order mark and Windows line ends', async () => {
    const data = await open('\ufeff{"x":[[1,2],[3,4]],"k":1}\r\n{"x":[[5,6],[7,8]],"k":0}\r\n', {
      inputs: 'x',
    })
    expect(data.spec).toMatchObject({ inputShape: [2, 2], classes: 2 })
    const [batch] = await takeBatches(data.split('train'), { batchSize: 2 })
    expect(batch).toMatchObject({ inputs: [1, 2, 3, 4, 5, 6, 7, 8], labels: [1, 0] })
  })

  it('takes a test file, whose labels are those of training', async () => {
    const train = '{"x":1,"y":2,"k":"b"}\n{"x":3,"y":4,"k":"a"}'
    const data = await open(train, { test: 'b.jsonl' }, '{"x":5,"y":6,"k":"b"}')
    expect(await takeBatches(data.split('test'), { batchSize: 1 })).toMatchObject([{ ids: [2], labels: [1] }])
    await expect(open(train, { test: 'b.jsonl' }, '{"x":5,"y":6,"k":"c"}')).rejects.toMatchObject({
      code: 'data/label-range',
      received: expect.stringContaining('line 1 of b.jsonl'),
    })
  })

  it.each<[string, string | Uint8Array, string, string]>([
    ['a line that is cut off', '{"x":1,"y":2,"k":0}\n{"x"', 'data/json-line', 'line 2 of a.jsonl'],
    ['a line that is no object', '[1,2]', 'data/json-line', 'line 1 of a.jsonl'],
    ['half a label', '{"x":1,"y":2,"k":0.5}', 'data/label-integer', 'line 1 of a.jsonl'],
    ['a field that is not there', '{"x":1,"k":0}', 'data/json-field', 'line 1 of a.jsonl'],
    ['a number that is null', '{"x":1,"y":null,"k":0}', 'data/shape', 'line 1 of a.jsonl'],
    ['a number that float32 lacks', '\n{"x":1,"y":1e39,"k":0}', 'data/not-finite', 'line 2 of a.jsonl'],
    ['a negative label', '{"x":1,"y":2,"k":-1}', 'data/label-range', 'line 1 of a.jsonl'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff), 'data/text-encoding', 'a.jsonl'],
  ])('refuses %s and names it', async (_, content, code, name) => {
    await expect(open(content)).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })
})
