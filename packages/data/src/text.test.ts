import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { dispose, memory, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { text } from './index'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const files = { 'd/bad.txt': 'no\n', 'd/good/1.txt': 'Yes, yes', v: '[PAD]\n[UNK]\nyes\n' }
const storage = memoryStorage(files)

describe('text', () => {
  it('gives words by their line, filled up and cut off', async () => {
    const take = async (length: number) => {
      const data = await text({ path: 'd', length, vocabulary: 'v' }).open({ storage })
      return (await takeBatches(data.split('train'), { batchSize: 2 }))[0]
    }
    expect(await take(4)).toMatchObject({ inputs: [1, 0, 0, 0, 2, 1, 2, 0], labels: [0, 1] })
    expect((await take(2))?.inputs).toEqual([1, 0, 2, 1])
  })

  it('gives bytes with a mask, also where batches could be had as arrays', async () => {
    const data = await text({ path: 'd', length: 4, mask: true }).open({ storage })
    expect(data.spec).toMatchObject({ inputShape: { tokens: [4], mask: [4] }, classNames: ['bad', 'good'] })
    const before = memory().numTensors
    for await (const batch of data.split('train').batches({ batchSize: 2 })) {
      const { tokens, mask } = batch.inputs as Record<'tokens' | 'mask', Tensor>
      expect(tokens.arraySync()).toEqual([
        [111, 112, 0, 0],
        [90, 102, 116, 45],
      ])
      expect(mask.arraySync()).toEqual([
        [1, 1, 0, 0],
        [1, 1, 1, 1],
      ])
      dispose([batch.ids, tokens, mask, batch.labels] as Tensor[])
    }
    expect(memory().numTensors).toBe(before)
    expect(data.split('train').arrays).toBeUndefined()
  })

  it('takes train and test, and refuses a test class that training lacks', async () => {
    const own = { 'd/train/a.txt': 'one\n\ntwo', 'd/train/b.txt': 'three', 'd/test/b.txt': 'four' }
    const data = await text({ path: 'd', length: 3 }).open({ storage: memoryStorage(own) })
    expect(data.split('train').labels).toEqual(Int32Array.of(0, 0, 1))
    expect(await takeBatches(data.split('test'), { batchSize: 1 })).toMatchObject([{ ids: [3], labels: [1] }])
    const other = memoryStorage({ ...own, 'd/test/c.txt': 'five' })
    const open = async () => text({ path: 'd', length: 3 }).open({ storage: other })
    await expect(open).rejects.toMatchObject({
      code: 'data/unknown-class',
      received: 'd/test/c.txt',
      expected: expect.stringContaining('a, b'),
    })
  })

  it.each<[string, Record<string, string | Uint8Array>, string, string]>([
    ['a class without text', { 'd/empty.txt': '\n \n' }, 'data/empty-class', 'd/empty.txt'],
    ['a class that is a folder and a file', { 'd/good.txt': 'x' }, 'data/class-names', 'good.txt'],
    [
      'a file that is not UTF-8',
      { 'd/good/2.txt': Uint8Array.of(0xff) },
      'data/text-encoding',
      'd/good/2.txt',
    ],
    ['a vocabulary with a token twice', { v: '[PAD]\n[UNK]\nyes\nyes' }, 'data/vocabulary', "'yes' twice"],
    ['a vocabulary without padding', { v: '[UNK]\nyes' }, 'data/vocabulary', "'[PAD]' in the vocabulary v"],
    [
      'a vocabulary without the unknown',
      { v: '[PAD]\nyes' },
      'data/vocabulary',
      "'[UNK]' in the vocabulary v",
    ],
  ])('refuses %s and names it', async (_, more, code, name) => {
    const wrong = memoryStorage({ ...files, ...more })
    const open = async () => text({ path: 'd', length: 4, vocabulary: 'v' }).open({ storage: wrong })
    await expect(open).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('refuses a folder without texts, and a test share beside folders that lack test', async () => {
    const none = memoryStorage({ 'd/a.csv': '', 'e/train/a.txt': 'x' })
    const open = async (path: string, test?: number) =>
      text({ path, length: 1, test }).open({ storage: none })
    await expect(open('d')).rejects.toMatchObject({ code: 'data/missing-file' })
    await expect(open('e', 0.5)).rejects.toMatchObject({ code: 'data/missing-file' })
  })
})
