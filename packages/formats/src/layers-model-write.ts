import type { io } from '@tensorflow/tfjs-core'
import { PotstillError, type Storage } from '@potstill/spec'
import { joinBytes } from './join-bytes'
import { weightBytes } from './layers-model-weights'

/**
 * Writes a TensorFlow.js layers model into a folder: `weights.bin`, then `model.json`.
 * Artifacts come from `model.save(io.withSaveHandler(…))`.
 *
 * Throws a PotstillError: `formats/layers-model-topology` where there are no layers in the artifacts,
 * `formats/layers-model-bytes` where weights and data differ in length.
 */
export async function writeLayersModel(
  storage: Storage,
  folder: string,
  artifacts: io.ModelArtifacts,
): Promise<void> {
  const { modelTopology, weightSpecs = [], weightData = [], getWeightStream: _, ...rest } = artifacts
  if (modelTopology === undefined || modelTopology instanceof ArrayBuffer) {
    throw new PotstillError({
      code: 'formats/layers-model-topology',
      component: 'layersModel',
      expected: "a layers model's artifacts, with a modelTopology that is an object",
      received: modelTopology === undefined ? 'no modelTopology' : 'the bytes of a graph',
      fix: 'save a layers model, not a graph model or weights alone',
    })
  }
  const buffers = Array.isArray(weightData) ? weightData : [weightData]
  const weights = joinBytes(buffers.map((buffer) => new Uint8Array(buffer)))
  const expected = weightBytes(weightSpecs)
  if (expected !== undefined && weights.length !== expected) {
    throw new PotstillError({
      code: 'formats/layers-model-bytes',
      component: 'layersModel',
      expected: `${expected} bytes of weights, as weightSpecs say`,
      received: `${weights.length}`,
      fix: 'give weightSpecs and weightData of one model',
    })
  }
  const json: io.ModelJSON = {
    ...rest,
    format: 'layers-model',
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  }
  const place = folder === '' || folder.endsWith('/') ? folder : `${folder}/`
  await storage.write(`${place}weights.bin`, weights)
  await storage.write(`${place}model.json`, new TextEncoder().encode(JSON.stringify(json)))
}
