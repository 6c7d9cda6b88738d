import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage, writeLayersModel } from '@potstill/formats'
import type { Batch, Storage, TeacherWant } from '@potstill/spec'
import {
  io,
  memory,
  mul,
  randomUniform,
  setBackend,
  tensor1d,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import {
  input,
  layers,
  model,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { layersModel } from './layers-model'
import { layersModelTeacher } from './layers-model-teacher'
import { withCompiler } from './testing/with-compiler'

beforeAll(() => setBackend('cpu'))

const logitsWanted: TeacherWant = { logits: true, taps: [], views: false }

/** Weights are decided by the seed, so that the same call makes the same network. */
function network(activation: 'linear' | 'softmax', seed = 1): LayersModel {
  return sequential({
    name: 'teacher',
    layers: [
      layers.dense({ units: 5, activation: 'tanh', inputShape: [4], name: 'hidden', ...seeded(seed) }),
      layers.batchNormalization({ name: 'norm' }),
      layers.dense({ units: 3, activation, name: 'answer', ...seeded(seed + 1) }),
    ],
  })
}

const seeded = (seed: number) => ({
  kernelInitializer: { className: 'GlorotUniform', config: { seed } } as never,
})

async function saved(given: LayersModel, storage: Storage = memoryStorage()): Promise<Storage> {
  await given.save(
    io.withSaveHandler(async (artifacts) => {
      await writeLayersModel(storage, 'teacher', artifacts)
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
    }),
  )
  return storage
}

const batchOf = (more: Partial<Batch> = {}): Batch => ({
  ids: tensor1d([0, 1], 'int32'),
  inputs: randomUniform([2, 4], -1, 1, 'float32', 7),
  ...more,
})

const path = 'teacher/model.json'

describe('layersModel', () => {
  it('loads from storage, tells what it can give, and gives what the saved model computes', async () => {
    const original = network('linear')
    const storage = await saved(original)
    const teacher = layersModel({ path })
    expect(await teacher.open({ storage })).toEqual({
      gives: ['logits', 'features'],
      logitsShape: [3],
      inputShape: [4],
      features: { hidden: [5], norm: [5] },
      // (4 + 1)·5, four vectors of batch norm, (5 + 1)·3
      parameters: 25 + 20 + 18,
    })
    const batch = batchOf()
    const output = await teacher.predict(batch, { logits: true, taps: ['norm', 'hidden'], views: false })
    const inputs = batch.inputs as Tensor
    expect(output.logits?.arraySync()).toEqual((original.predict(inputs) as Tensor).arraySync())
    // Batch norm in inference, before training: x / √(1 + ε), ε = 0.001.
    const normed = mul(output.features?.hidden as Tensor, 1 / Math.sqrt(1.001)).dataSync()
    for (const [index, value] of (output.features?.norm?.dataSync() ?? []).entries()) {
      expect(value).toBeCloseTo(normed[index] ?? Number.NaN, 6)
    }
    expect(Object.keys(output)).toEqual(['logits', 'features'])
    await teacher.close()
    original.dispose()
  })

  it('reads teacherInputs where the batch has them, and gives views where they are wanted', async () => {
    const teacher = layersModel({ path })
    await teacher.open({ storage: await saved(network('linear')) })
    const plain = batchOf()
    const first = await teacher.predict(plain, logitsWanted)
    const swapped = batchOf({
      inputs: zeros([2, 9]),
      teacherInputs: plain.inputs,
      views: [plain.inputs, plain.inputs],
    })
    const second = await teacher.predict(swapped, { ...logitsWanted, views: true })
    expect(second.logits?.arraySync()).toEqual(first.logits?.arraySync())
    expect(second.views?.map((view) => view.arraySync())).toEqual([
      first.logits?.arraySync(),
      first.logits?.arraySync(),
    ])
    expect(await teacher.predict(plain, { logits: false, taps: [], views: true })).toEqual({})
    expect(
      Object.keys(await teacher.predict(plain, { logits: false, taps: ['hidden'], views: false })),
    ).toEqual(['features'])
    await teacher.close()
  })

  it('frees what was compiled for it', () =>
    withCompiler(async (alive) => {
      const teacher = layersModel({ path })
      await teacher.open({ storage: await saved(network('linear')) })
      await teacher.predict(batchOf(), logitsWanted)
      await teacher.predict(batchOf(), { logits: false, taps: ['hidden'], views: false })
      expect(alive()).toBe(2)
      await teacher.close()
      expect(alive()).toBe(0)
    }))

  it('leaves only the answer in memory, and nothing once it is closed', async () => {
    const storage = await saved(network('softmax'))
    const batch = batchOf({ views: [zeros([2, 4])] })
    const before = memory().numTensors
    const teacher = layersModel({ path })
    await teacher.open({ storage })
    await teacher.open({ storage })
    const open = memory().numTensors
    expect(open - before).toBe(8)
    const output = await teacher.predict(batch, { logits: true, taps: ['hidden'], views: true })
    expect(memory().numTensors - open).toBe(3)
    for (const tensor of [output.logits, output.features?.hidden, ...(output.views ?? [])]) tensor?.dispose()
    expect(memory().numTensors).toBe(open)
    await teacher.close()
    await teacher.close()
    expect(memory().numTensors).toBe(before)
  })

  it('disposes weights of a layer that is applied twice', async () => {
    const inputs = input({ shape: [4] })
    const twice = layers.dense({ units: 4, name: 'twice' })
    const outputs = twice.apply(twice.apply(inputs)) as SymbolicTensor
    const storage = await saved(model({ inputs, outputs }))
    const before = memory().numTensors
    const teacher = layersModel({ path })
    expect((await teacher.open({ storage })).gives).toEqual(['logits'])
    await teacher.close()
    expect(memory().numTensors).toBe(before)
  })

  it('loads weights that no optimizer takes for trainable', async () => {
    const storage = await saved(network('linear'))
    const teacher = layersModel({ path })
    const { engine } = await import('@tensorflow/tfjs-core')
    const trainable = () =>
      Object.values(engine().registeredVariables).filter((variable) => variable.trainable).length
    const before = trainable()
    await teacher.open({ storage })
    expect(trainable()).toBe(before)
    await teacher.close()
  })

  it('has one fingerprint per network, through saving and loading again', async () => {
    const open = async (given: LayersModel, options = {}) => {
      const teacher = layersModel({ path, ...options })
      await teacher.open({ storage: await saved(given) })
      const fingerprint = await teacher.fingerprint()
      await teacher.close()
      return fingerprint
    }
    const one = await open(network('linear'))
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(await open(network('linear'))).toBe(one)
    expect(await layersModelTeacher(network('linear')).fingerprint()).toBe(one)
    expect(await open(network('linear', 5))).not.toBe(one)
    expect(await open(network('softmax'))).not.toBe(one)
    expect(await open(network('linear'), { output: 'probabilities' })).not.toBe(one)
    const changed = network('linear')
    const bias = changed.layers[0]!.weights[1]!
    bias.write(tensor1d([0, 0, 0, 0, 1e-30]))
    expect(await open(changed)).not.toBe(one)
  })

  it('says what is wrong with the file', async () => {
    const open = async (storage: Storage) => layersModel({ path }).open({ storage })
    await expect(open(memoryStorage())).rejects.toThrow(/teacher\/model\.json/)

    const graph = memoryStorage()
    await graph.write(
      path,
      new TextEncoder().encode(JSON.stringify({ format: 'graph-model', modelTopology: { node: [] } })),
    )
    await expect(open(graph)).rejects.toThrow(/layers model/)

    for (const [written, fix] of [
      ['Attention7', /registerClass\(Attention7\)/],
      ['PotstillDropout', /import '@potstill\/students\/layers'/],
    ] as const) {
      const storage = await saved(network('linear'))
      const text = new TextDecoder().decode(await storage.read(path))
      await storage.write(
        path,
        new TextEncoder().encode(text.replace('"BatchNormalization"', `"${written}"`)),
      )
      await expect(open(storage)).rejects.toThrow(new RegExp(`got the layer ${written}`))
      await expect(open(storage)).rejects.toThrow(fix)
    }

    const broken = await saved(network('linear'))
    const text = new TextDecoder().decode(await broken.read(path))
    await broken.write(path, new TextEncoder().encode(text.replace('"units":5', '"units":6')))
    await expect(open(broken)).rejects.toThrow(/\[layersModel\] expected a layers model.*shape/i)
  })

  it('says what is wrong with a question', async () => {
    const teacher = layersModel({ path, taps: { middle: 'hidden' } })
    expect(() => teacher.predict(batchOf(), logitsWanted)).toThrow(/a teacher that is open/)
    await expect(teacher.fingerprint()).rejects.toThrow(/a teacher that is open/)
    const { features } = await teacher.open({ storage: await saved(network('linear')) })
    expect(features).toEqual({ middle: [5] })
    expect(() => teacher.predict(batchOf(), { ...logitsWanted, taps: ['midle'] })).toThrow(
      /got midle.*use one of middle/,
    )
    expect(() => teacher.predict(batchOf({ inputs: zeros([2, 5]) }), logitsWanted)).toThrow(
      /\[layersModel\] expected inputs of shape \[B, 4\]; got \[2, 5\].*teacherInputs/,
    )
    await teacher.close()
  })

  it('disposes what it loaded where the options do not fit it', async () => {
    const storage = await saved(network('linear'))
    const before = memory().numTensors
    const teacher = layersModel({ path, taps: { middle: 'hiden' } })
    await expect(async () => teacher.open({ storage })).rejects.toThrow(
      /for the tap middle; got hiden.*hidden/,
    )
    expect(memory().numTensors).toBe(before)
  })
})
