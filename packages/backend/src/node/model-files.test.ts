import '@tensorflow/tfjs-backend-cpu'
import { io, ones, setBackend } from '@tensorflow/tfjs-core'
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useBackend } from '../node'

let folder: string

beforeAll(async () => {
  await useBackend('cpu')
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'potstill-model-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** 2 → 3 → 1: 6 + 3 + 3 + 1 weights, 52 bytes. */
const network = () =>
  sequential({
    layers: [layers.dense({ inputShape: [2], units: 3 }), layers.dense({ units: 1, activation: 'sigmoid' })],
  })

async function saved() {
  const model = network()
  await model.save(`file://${folder}/model`)
  return { model, path: join(folder, 'model') }
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as io.ModelJSON

describe('file:// after useBackend of the node entry', () => {
  it.each(['cpu', 'wasm'] as const)('gives back the same model on %s', async (backend) => {
    await useBackend(backend)
    const { model, path } = await saved()
    const loaded = await loadLayersModel(`file://${path}/model.json`)
    const input = ones([4, 2])
    const predictions = [model, loaded].map((network) => (network.predict(input) as typeof input).arraySync())
    expect(predictions[1]).toEqual(predictions[0])
    await setBackend('cpu')
  })

  it('writes model.json and weights.bin, and nothing else', async () => {
    const { model, path } = await saved()
    expect((await readdir(path)).toSorted()).toEqual(['model.json', 'weights.bin'])
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()])
    const bytes = new Uint8Array(await readFile(join(path, 'weights.bin')))
    expect([...new Float32Array(bytes.buffer)]).toEqual(weights)
    const { weightsManifest, format } = await readJson(join(path, 'model.json'))
    expect(weightsManifest.map(({ paths }) => paths)).toEqual([['weights.bin']])
    expect(format).toBe('layers-model')
  })

  it('replaces a model that is there', async () => {
    const { path } = await saved()
    const other = network()
    await other.save(`file://${path}`)
    const loaded = await loadLayersModel(`file://${path}/model.json`)
    expect(loaded.getWeights()[0]!.arraySync()).toEqual(other.getWeights()[0]!.arraySync())
    expect(await readdir(path)).toHaveLength(2)
  })

  it('takes a relative path, and makes folders on the way', async () => {
    const path = relative(process.cwd(), join(folder, 'deep', 'deeper'))
    await network().save(`file://${path}`)
    expect(await readdir(join(folder, 'deep', 'deeper'))).toHaveLength(2)
  })

  it('loads weights in many shards and groups, cut anywhere', async () => {
    const { model, path } = await saved()
    const weights = await readFile(join(path, 'weights.bin'))
    await writeFile(join(path, 'shard1'), weights.subarray(0, 10))
    await writeFile(join(path, 'shard2'), weights.subarray(10, 36))
    await writeFile(join(path, 'shard3'), weights.subarray(36))
    const json = await readJson(join(path, 'model.json'))
    const specs = json.weightsManifest.flatMap((group) => group.weights)
    // The first layer's 9 numbers take 36 bytes.
    json.weightsManifest = [
      { paths: ['shard1', 'shard2'], weights: specs.slice(0, 2) },
      { paths: ['shard3'], weights: specs.slice(2) },
    ]
    await writeFile(join(path, 'model.json'), JSON.stringify(json))
    const loaded = await loadLayersModel(`file://${path}/model.json`)
    expect(loaded.getWeights().map((weight) => weight.arraySync())).toEqual(
      model.getWeights().map((weight) => weight.arraySync()),
    )
  })

  it('says what is missing or does not fit', async () => {
    const { path } = await saved()
    const load = (name: string) => loadLayersModel(`file://${join(path, name)}`)
    await expect(load('nowhere.json')).rejects.toMatchObject({
      code: 'backend/model-not-found',
      received: `'${join(path, 'nowhere.json')}', which does not exist`,
    })
    await expect(load('')).rejects.toMatchObject({
      received: expect.stringContaining('which is a folder') as string,
    })
    await expect(load('weights.bin')).rejects.toMatchObject({ code: 'backend/model-json' })
    await writeFile(join(path, 'weights.bin'), new Uint8Array(51))
    await expect(load('model.json')).rejects.toMatchObject({
      code: 'backend/weights-size',
      expected: `52 bytes of weights, as '${join(path, 'model.json')}' describes them`,
    })
    await rm(join(path, 'weights.bin'))
    await expect(load('model.json')).rejects.toMatchObject({
      code: 'backend/weights-not-found',
      received: `'${join(path, 'weights.bin')}', which does not exist`,
    })
  })

  it('refuses to save where a file is', async () => {
    await writeFile(join(folder, 'taken'), '')
    await expect(network().save(`file://${folder}/taken`)).rejects.toMatchObject({
      code: 'backend/not-a-folder',
    })
  })

  it('leaves no half-written file where writing fails', async () => {
    const { model, path } = await saved()
    await rm(join(path, 'weights.bin'))
    await mkdir(join(path, 'weights.bin'))
    await expect(model.save(`file://${path}`)).rejects.toThrow(/rename/)
    expect((await readdir(path)).toSorted()).toEqual(['model.json', 'weights.bin'])
  })
})

describe('the file:// handler', () => {
  it('is registered once', async () => {
    await useBackend('cpu')
    expect(io.getSaveHandlers('file://x')).toHaveLength(1)
    expect(io.getLoadHandlers('file://x')).toHaveLength(1)
  })

  it('leaves other addresses alone', () => {
    expect(io.getSaveHandlers('elsewhere://x')).toEqual([])
  })

  it('steps aside for one that comes later, as with tfjs-node', () => {
    const theirs: io.IOHandler = {}
    io.registerSaveRouter((url) => (String(url).startsWith('file://later/') ? theirs : null)!)
    io.registerLoadRouter((url) => (String(url).startsWith('file://later/') ? theirs : null)!)
    expect(io.getSaveHandlers('file://later/x')).toEqual([theirs])
    expect(io.getLoadHandlers('file://later/x')).toEqual([theirs])
    expect(io.getSaveHandlers('file://x')).toHaveLength(1)
  })
})
