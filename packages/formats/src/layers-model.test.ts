import '@tensorflow/tfjs-backend-cpu'
import { io, setBackend, tensor, type Tensor } from '@tensorflow/tfjs-core'
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { memoryStorage, readLayersModel, writeLayersModel } from './index'

const topology = { class_name: 'Sequential', config: {} }
const weights = [
  { name: 'a', shape: [2], dtype: 'float32' },
  { name: 'b', shape: [], dtype: 'int32' },
]

function modelJson(manifest: unknown, more: object = {}): string {
  return JSON.stringify({
    format: 'layers-model',
    modelTopology: topology,
    weightsManifest: manifest,
    ...more,
  })
}

beforeAll(async () => {
  await setBackend('cpu')
})

describe('writeLayersModel and readLayersModel', () => {
  it('keep a model: its predictions are the same', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 5, inputShape: [3], activation: 'relu' }),
        layers.batchNormalization(),
        layers.dense({ units: 2 }),
      ],
    })
    model.setUserDefinedMetadata({ classNames: ['cat', 'dog'] })
    const storage = memoryStorage()
    await model.save(
      io.withSaveHandler(async (artifacts) => {
        await writeLayersModel(storage, 'run/student', artifacts)
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
      }),
    )
    expect(await storage.list('run/student')).toEqual(['model.json', 'weights.bin'])

    const artifacts = await readLayersModel(storage, 'run/student/model.json')
    expect(artifacts.weightData).toBeInstanceOf(ArrayBuffer)
    const loaded = await loadLayersModel(io.fromMemory(artifacts))
    const inputs = tensor([
      [1, -2, 3],
      [0.5, 0, -1],
    ])
    const answer = (network: typeof model | typeof loaded) => (network.predict(inputs) as Tensor).arraySync()
    expect(answer(loaded)).toEqual(answer(model))
    expect(loaded.getUserDefinedMetadata()).toEqual({ classNames: ['cat', 'dog'] })
  })

  it('read weights in several groups and shards, in order', async () => {
    const storage = memoryStorage({
      'model.json': modelJson([
        { paths: ['one.bin', 'two.bin'], weights },
        {
          paths: ['three.bin'],
          weights: [{ name: 'c', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8' } }],
        },
      ]),
      'one.bin': Uint8Array.of(1, 2, 3),
      'two.bin': Uint8Array.of(4, 5, 6, 7, 8, 9, 10, 11, 12),
      'three.bin': Uint8Array.of(13, 14, 15),
    })
    const { weightData, weightSpecs } = await readLayersModel(storage, 'model.json')
    expect(Array.from(new Uint8Array(weightData as ArrayBuffer))).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 1),
    )
    expect(weightSpecs?.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('accept weights of text, whose length the model.json does not tell', async () => {
    const storage = memoryStorage({
      'model.json': modelJson([{ paths: ['w.bin'], weights: [{ name: 's', shape: [1], dtype: 'string' }] }]),
      'w.bin': Uint8Array.of(2, 0, 0, 0, 104, 105),
    })
    expect((await readLayersModel(storage, 'model.json')).weightData).toHaveProperty('byteLength', 6)
  })
})

describe('readLayersModel', () => {
  const group = [{ paths: ['w.bin'], weights }]

  it.each([
    ['text', 'hello', 'formats/layers-model-json', /JSON/],
    ['JSON of something else', '{"name": "x"}', 'formats/layers-model-json', /without 'modelTopology'.*name/],
    ['a list', '[]', 'formats/layers-model-json', /not an object/],
    ['another format', modelJson(group, { format: 'onnx' }), 'formats/layers-model-json', /"onnx"/],
    [
      'a model without weights',
      modelJson(undefined),
      'formats/layers-model-json',
      /without 'weightsManifest'/,
    ],
    [
      'a damaged manifest',
      modelJson([{ paths: [1], weights }]),
      'formats/layers-model-json',
      /'weightsManifest' that is damaged/,
    ],
    [
      'a graph model',
      modelJson(group, { format: 'graph-model' }),
      'formats/layers-model-graph',
      /a graph model/,
    ],
    [
      'a graph model without a format',
      modelJson(group, { format: undefined, modelTopology: { node: [] } }),
      'formats/layers-model-graph',
      /a graph model/,
    ],
    ['a missing shard', modelJson(group), 'formats/layers-model-shard', /weight file models\/w\.bin/],
    [
      'a shard elsewhere',
      modelJson([{ paths: ['../secret'], weights }]),
      'formats/layers-model-shard',
      /beside models\/model\.json; got '\.\.\/secret'/,
    ],
  ])('refuses %s', async (_, json, code, message) => {
    const reading = readLayersModel(memoryStorage({ 'models/model.json': json }), 'models/model.json')
    await expect(reading).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('refuses weights of another length', async () => {
    const storage = memoryStorage({ 'model.json': modelJson(group), 'w.bin': new Uint8Array(11) })
    await expect(readLayersModel(storage, 'model.json')).rejects.toMatchObject({
      code: 'formats/layers-model-bytes',
      expected: '12 bytes of weights in w.bin, as model.json says',
      received: '11',
    })
  })

  it('passes on that there is no model.json', async () => {
    await expect(readLayersModel(memoryStorage(), 'model.json')).rejects.toMatchObject({
      code: 'storage/not-found',
    })
  })
})

describe('writeLayersModel', () => {
  it('joins weights that come in several buffers', async () => {
    const storage = memoryStorage()
    const weightData = [Uint8Array.of(1, 2, 3, 4).buffer, Uint8Array.of(5, 6, 7, 8).buffer]
    const weightSpecs = [{ name: 'a', shape: [2], dtype: 'float32' as const }]
    await writeLayersModel(storage, '', { modelTopology: topology, weightSpecs, weightData })
    expect(await storage.read('weights.bin')).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
  })

  it('refuses artifacts without layers, or with weights of another length', async () => {
    await expect(writeLayersModel(memoryStorage(), 'm', {})).rejects.toMatchObject({
      code: 'formats/layers-model-topology',
    })
    const weightSpecs = [{ name: 'a', shape: [2], dtype: 'float32' as const }]
    const artifacts = { modelTopology: topology, weightSpecs, weightData: new ArrayBuffer(4) }
    await expect(writeLayersModel(memoryStorage(), 'm', artifacts)).rejects.toMatchObject({
      code: 'formats/layers-model-bytes',
    })
  })
})
