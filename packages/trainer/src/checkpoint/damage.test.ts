import { memoryStorage } from '@potstill/formats'
import { PotstillError, type Storage } from '@potstill/spec'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTrainer } from '../loop/create-trainer'
import { platforms, usePlatform } from '../testing/platforms'
import { listener, resumable, type More } from '../testing/resumable'
import { readCheckpoint } from './read-checkpoint'

beforeAll(() => usePlatform(platforms[0]!))

async function take(storage: Storage, more: More = {}, stopAfter?: number) {
  const heard = listener(stopAfter)
  const options = { ...resumable({ storage, ...more }), callbacks: [heard], signal: heard.signal }
  try {
    await createTrainer(options).run()
    return { weights: options.student.weights(), heard }
  } finally {
    options.student.dispose()
  }
}

/** Steps 3 and 6 are there. */
async function twoCheckpoints(): Promise<Storage> {
  const storage = memoryStorage()
  await take(storage, {}, 6)
  expect(await storage.list('run')).toEqual(['last', 'best', 'step-3', 'step-6'].toSorted())
  return storage
}

async function change(storage: Storage, path: string, how: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  await storage.write(path, how(await storage.read(path)))
}

const flipped =
  (at: number, bit = 0) =>
  (bytes: Uint8Array) => {
    const changed = bytes.slice()
    const index = at % bytes.length
    changed[index] = changed[index]! ^ (1 << bit)
    return changed
  }
const cut = (bytes: Uint8Array) => bytes.slice(0, -1)

const damages: Readonly<
  Record<string, readonly [(storage: Storage, path: string) => Promise<void>, RegExp]>
> = {
  'a flipped bit in the weights': [
    (storage, path) => change(storage, `${path}/tensors.safetensors`, flipped(700)),
    /tensors\.safetensors is not as it was written/,
  ],
  'weights that are cut': [
    (storage, path) => change(storage, `${path}/tensors.safetensors`, cut),
    /tensors\.safetensors has \d+ bytes of \d+/,
  ],
  'no weights': [
    (storage, path) => storage.remove(`${path}/tensors.safetensors`),
    /tensors\.safetensors is missing/,
  ],
  'a flipped bit in the manifest': [
    (storage, path) => change(storage, `${path}/manifest.json`, flipped(300)),
    /manifest\.json is not as it was written/,
  ],
  'a manifest that is cut': [
    (storage, path) => change(storage, `${path}/manifest.json`, cut),
    /manifest\.json is not as it was written/,
  ],
  'no manifest': [(storage, path) => storage.remove(`${path}/manifest.json`), /manifest\.json is missing/],
}

describe('a damaged checkpoint', () => {
  it.each(Object.entries(damages))(
    'with %s is left aside, and the one before is used',
    async (_, [damage, why]) => {
      const whole = await take(memoryStorage())
      const storage = await twoCheckpoints()
      await damage(storage, 'run/step-6')
      const { weights, heard } = await take(storage, { resume: true })
      expect(heard.notices).toContainEqual(expect.stringMatching(why))
      expect(heard.notices).toContainEqual(
        expect.stringMatching(/run\/step-6 is damaged.*goes on from run\/step-3/),
      )
      expect([...heard.steps.keys()][0]).toBe(3)
      expect(weights).toEqual(whole.weights)
      expect(await storage.list('run')).toEqual(['best', 'last', 'step-6', 'step-9'])
    },
  )

  it('is an error where there is no other, which names all', async () => {
    const storage = await twoCheckpoints()
    await change(storage, 'run/step-3/manifest.json', flipped(90))
    await storage.remove('run/step-6/manifest.json')
    await expect(take(storage, { resume: true })).rejects.toMatchObject({
      code: 'trainer/checkpoints-damaged',
      category: 'work',
      message: expect.stringMatching(/step-6 is damaged \(.*missing\); run\/step-3 is damaged/) as string,
    })
  })

  it('is told by any bit of any of its files', async () => {
    const storage = await twoCheckpoints()
    expect(await readCheckpoint(storage, 'run/step-6')).not.toHaveProperty('damage')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('manifest.json', 'tensors.safetensors'),
        fc.nat(1_000_000),
        fc.integer({ min: 0, max: 7 }),
        async (file, at, bit) => {
          const path = `run/step-6/${file}`
          await change(storage, path, flipped(at, bit))
          expect(await readCheckpoint(storage, 'run/step-6')).toHaveProperty('damage')
          await change(storage, path, flipped(at, bit))
        },
      ),
    )
    expect(await readCheckpoint(storage, 'run/step-6')).not.toHaveProperty('damage')
  })
})

describe('a full disk', () => {
  it.each(['tensors.safetensors', 'manifest.json'])(
    'while %s is written leaves the earlier ones whole',
    async (file) => {
      const storage = memoryStorage()
      const full: Storage = {
        ...storage,
        write: async (path, bytes) => {
          if (!path.endsWith(`step-6.new/${file}`)) return storage.write(path, bytes)
          await storage.write(path, bytes.slice(0, bytes.length / 2))
          throw new PotstillError({
            code: 'storage/disk-full',
            expected: `room for ${path}`,
            received: 'a full disk',
            fix: 'make room',
            category: 'work',
          })
        },
      }
      await expect(take(full, { checkpoint: { keep: 1 } })).rejects.toMatchObject({
        code: 'storage/disk-full',
        message: expect.stringMatching(/run\/step-6/) as string,
      })
      expect(await storage.list('run')).toEqual(['best', 'last', 'step-3'])
      const { weights, heard } = await take(storage, { resume: true })
      expect(heard.notices.filter((text) => text.includes('damaged'))).toEqual([])
      expect([...heard.steps.keys()][0]).toBe(3)
      expect(weights).toEqual((await take(memoryStorage())).weights)
    },
  )
})
