import type { io } from '@tensorflow/tfjs-core'
import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import { joinBytes } from './join-bytes'
import { parseModelJson } from './layers-model-json'
import { weightBytes } from './layers-model-weights'

/**
 * Reads a TensorFlow.js layers model: its model.json and the weight files beside it, which may be several.
 * Give the result to `loadLayersModel(io.fromMemory(artifacts))`. `weightData` is one ArrayBuffer.
 *
 * Throws a PotstillError: `formats/layers-model-json` for a file that is no model.json, `-graph` for a graph model,
 * `-shard` for a weight file that is missing or lies elsewhere, `-bytes` where weights and files differ in length.
 *
 * @example
 * const storage = memoryStorage()
 * const artifacts = { modelTopology: { class_name: 'Sequential' }, weightSpecs: [], weightData: new ArrayBuffer(0) }
 * await writeLayersModel(storage, 'student', artifacts)
 * const read = await readLayersModel(storage, 'student/model.json')
 * read.modelTopology // => { class_name: 'Sequential' }
 */
export async function readLayersModel(storage: Storage, path: string): Promise<io.ModelArtifacts> {
  const { weightsManifest, ...rest } = parseModelJson(path, await storage.read(path))
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const groups: Uint8Array[] = []
  for (const group of weightsManifest) groups.push(await readGroup(storage, path, folder, group))
  return {
    ...rest,
    format: 'layers-model',
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: joinBytes(groups).buffer,
  }
}

async function readGroup(
  storage: Storage,
  path: string,
  folder: string,
  { paths, weights }: io.WeightsManifestConfig[number],
): Promise<Uint8Array> {
  const shards: Uint8Array[] = []
  for (const shard of paths) shards.push(await readShard(storage, path, folder, shard))
  const bytes = joinBytes(shards)
  const expected = weightBytes(weights)
  if (expected !== undefined && bytes.length !== expected) {
    throw new PotstillError({
      code: 'formats/layers-model-bytes',
      component: 'layersModel',
      expected: `${expected} bytes of weights in ${paths.join(', ') || 'no file'}, as ${path} says`,
      received: `${bytes.length}`,
      fix: 'fetch or save the model again: model.json and weight files are not of one model, or one is cut off',
    })
  }
  return bytes
}

/** The model.json may come from a stranger: it names files beside itself only. */
async function readShard(
  storage: Storage,
  path: string,
  folder: string,
  shard: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (/^[/\\]|^\w+:|(^|[/\\])\.\.([/\\]|$)/.test(shard)) {
    throw shardError(`weight files beside ${path}`, `'${shard}'`)
  }
  try {
    return await storage.read(folder + shard)
  } catch (cause) {
    if (!isPotstillError(cause) || cause.code !== 'storage/not-found') throw cause
    throw shardError(`the weight file ${folder}${shard}, which ${path} names`, 'no such file', cause)
  }
}

function shardError(expected: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'formats/layers-model-shard',
    component: 'layersModel',
    expected,
    received,
    fix: 'put model.json and all its weight files into one folder',
    cause,
  })
}
