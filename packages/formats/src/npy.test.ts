import { describe, expect, it } from 'vitest'
import reference from '../../../reference/data/pillow-pyarrow.json'
import { readNpy, readNpz } from './index'

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))
const first = bytesOf(reference.npy[0]?.file ?? '')

describe('readNpy', () => {
  it.each(reference.npy)('reads $dtype as numpy wrote it', ({ file, values }) => {
    const { shape, data } = readNpy(bytesOf(file))
    expect(shape).toEqual([2, 3])
    expect(Array.from(data)).toEqual(values)
  })

  it.each([
    ['an empty file', new Uint8Array(0), 'formats/npy-magic'],
    ['a header that is cut off', first.slice(0, 60), 'formats/npy-header'],
    ['a file that is cut off', first.slice(0, -1), 'formats/npy-size'],
    ['an array in the order of Fortran', bytesOf(reference.fortran), 'formats/npy-order'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code }))
  })
})

describe('readNpz', () => {
  it.each(Object.entries(reference.npz))('takes arrays out of a %s file', async (_, file) => {
    const files = await readNpz(bytesOf(file), ['x', 'y'])
    expect(Array.from(readNpy(files.get('x') ?? first).data)).toEqual([0, 1, 2, 3, 4, 5])
    expect(Array.from(readNpy(files.get('y') ?? first).data)).toEqual([1, 0])
  })

  it('names what is not there, and a damaged file', async () => {
    const file = bytesOf(reference.npz.packed)
    await expect(readNpz(file, ['z'])).rejects.toMatchObject({
      code: 'formats/npz-name',
      received: 'arrays x, y',
    })
    await expect(readNpz(file.slice(0, -30), ['x'])).rejects.toMatchObject({ code: 'formats/npz-damaged' })
  })
})
