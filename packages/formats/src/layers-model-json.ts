import type { io } from '@tensorflow/tfjs-core'
import { PotstillError } from '@potstill/spec'

/** Reads the text of a model.json; throws where it is not that of a layers model. */
export function parseModelJson(path: string, bytes: Uint8Array): io.ModelJSON {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw notAModel(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (!isRecord(json)) throw notAModel(path, 'JSON that is not an object')
  if (json['format'] === 'graph-model' || isGraph(json['modelTopology'])) throw graphModel(path)
  const { modelTopology, weightsManifest, format } = json
  if (format !== undefined && format !== 'layers-model') {
    throw notAModel(path, `the format ${JSON.stringify(format)}`)
  }
  if (!isRecord(modelTopology)) throw notAModel(path, describeMissing('modelTopology', json))
  if (!Array.isArray(weightsManifest) || !weightsManifest.every(isGroup)) {
    throw notAModel(path, describeMissing('weightsManifest', json))
  }
  return json as unknown as io.ModelJSON
}

function isGraph(topology: unknown): boolean {
  return isRecord(topology) && Array.isArray(topology['node'])
}

function isGroup(group: unknown): boolean {
  return (
    isRecord(group) &&
    Array.isArray(group['paths']) &&
    group['paths'].every((path) => typeof path === 'string') &&
    Array.isArray(group['weights']) &&
    group['weights'].every(isWeight)
  )
}

function isWeight(weight: unknown): boolean {
  return (
    isRecord(weight) &&
    typeof weight['name'] === 'string' &&
    typeof weight['dtype'] === 'string' &&
    Array.isArray(weight['shape']) &&
    weight['shape'].every((size) => Number.isSafeInteger(size) && size >= 0)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describeMissing(key: string, json: Record<string, unknown>): string {
  if (key in json) return `a '${key}' that is damaged`
  return `JSON without '${key}' (its keys: ${Object.keys(json).slice(0, 8).join(', ') || 'none'})`
}

function graphModel(path: string): PotstillError {
  return new PotstillError({
    code: 'formats/layers-model-graph',
    component: 'layersModel',
    expected: `a TensorFlow.js layers model in ${path}`,
    received: 'a graph model, which has operations instead of layers',
    fix: 'convert the original Keras model with the output format tfjs_layers_model, or load this one with a teacher that reads graph models',
  })
}

function notAModel(path: string, received: string, cause?: unknown): PotstillError {
  return new PotstillError({
    code: 'formats/layers-model-json',
    component: 'layersModel',
    expected: `the model.json of a TensorFlow.js layers model in ${path}`,
    received,
    fix: 'give the path of a model.json that model.save or tensorflowjs_converter has written',
    cause,
  })
}
