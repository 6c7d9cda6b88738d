import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import reference from '../../../reference/data/pillow-pyarrow.json'
import { npy } from './index'
import { bytesOf } from './testing/pillow'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const saved = (dtype: string) => bytesOf(reference.npy.find((each) => each.dtype === dtype)?.file ?? '')

describe('npy', () => {
  // numpy.arange(6).reshape(2, 3) / 4 as x, without the division in the archive and as bytes.
  const files = { 'x.npy': saved('<f4'), 'b.npy': saved('|u1'), 'd.npz': bytesOf(reference.npz.packed) }
  const storage = memoryStorage(files)

  it('reads rows of a file', async () => {
    const data = await npy({ inputs: 'x.npy' }).open({ storage })
    expect(data.spec).toEqual({ inputShape: [3], examples: 2, splits: ['train'] })
    const [second] = await takeBatches(data.split('train'), { batchSize: 1, from: 1 })
    expect(second).toMatchObject({ ids: [1], inputs: [0.75, 1, 1.25], labels: undefined })
  })

  it('reads arrays of an archive by name', async () => {
    const data = await npy({ path: 'd.npz', inputs: 'x', labels: 'y' }).open({ storage })
    const [batch] = await takeBatches(data.split('train'), { batchSize: 2 })
    expect(batch).toMatchObject({ inputs: [0, 1, 2, 3, 4, 5], labels: [1, 0] })
  })

  it('divides bytes by 255 unless it is told otherwise, and gives another shape', async () => {
    const first = async (options: { divisor?: number; shape?: number[] }) => {
      const data = await npy({ inputs: 'b.npy', ...options }).open({ storage })
      return (await takeBatches(data.split('train'), { batchSize: 1 }))[0]
    }
    expect((await first({}))?.inputs).toEqual([0, Math.fround(1 / 255), Math.fround(2 / 255)])
    expect(await first({ divisor: 1, shape: [3, 1] })).toMatchObject({ shape: [1, 3, 1], inputs: [0, 1, 2] })
  })

  it.each([
    ['labels of two axes', { inputs: 'x.npy', labels: 'x.npy' }, 'data/shape', 'x.npy'],
    ['a shape that does not fit', { inputs: 'x.npy', shape: [2] }, 'data/shape', 'x.npy'],
    ['a name that the archive lacks', { path: 'd.npz', inputs: 'z' }, 'formats/npz-name', 'd.npz'],
    ['a file that is cut off', { inputs: 'cut.npy' }, 'formats/npy-size', 'cut.npy'],
    ['a file of another kind', { inputs: 'text.npy' }, 'formats/npy-magic', 'text.npy'],
    ['a file that is not there', { inputs: 'lost.npy' }, 'storage/not-found', 'lost.npy'],
  ])('refuses %s and names the file', async (_, options, code, name) => {
    const damaged = memoryStorage({ ...files, 'cut.npy': saved('<f4').slice(0, -1), 'text.npy': 'a,b,c' })
    const open = async () => npy(options).open({ storage: damaged })
    await expect(open).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('names the example and the file where a number is not finite', async () => {
    const bytes = saved('<f4')
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, NaN, true)
    const data = await npy({ inputs: 'x.npy' }).open({ storage: memoryStorage({ 'x.npy': bytes }) })
    await expect(takeBatches(data.split('train'), { batchSize: 2 })).rejects.toMatchObject({
      code: 'data/not-finite',
      received: 'NaN at position 2 of example 1 (counted from 0) of x.npy',
    })
  })

  it('says so where a file has become shorter while it is read', async () => {
    const changing = memoryStorage(files)
    const data = await npy({ inputs: 'x.npy' }).open({ storage: changing })
    await changing.write('x.npy', saved('<f4').slice(0, -12))
    await expect(takeBatches(data.split('train'), { batchSize: 2 })).rejects.toMatchObject({
      code: 'data/file-changed',
      message: expect.stringContaining('x.npy'),
    })
  })
})
