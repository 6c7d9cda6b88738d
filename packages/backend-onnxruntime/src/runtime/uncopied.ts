import { encodeModel, type EncodeOptions, type Graph, type Value } from '@potstill/onnx'
import type { Runtime, SessionOptions } from './runtime'
import { Session } from './session'
import { stopName } from './stop'

/** Throwing and catching takes about as long as copying so many bytes. */
const worthBytes = 65_536

/** A model, and whether its first output keeps the binding from copying the others. */
export interface UncopiedModel {
  readonly model: Uint8Array
  readonly stops: boolean
}

/** Encodes a graph; where its results are large and the binding can be kept from copying them, it will be. */
export function encodeUncopied(runtime: Runtime, graph: Graph, encoding: EncodeOptions = {}): UncopiedModel {
  const stops = runtime.stops && bytesOf(graph.outputs) >= worthBytes
  return { model: encodeModel(graph, { ...encoding, ...(stops && { emptySequence: stopName }) }), stops }
}

/** Loads a graph, encoded so. */
export function loadUncopied(runtime: Runtime, graph: Graph, options: SessionOptions): Session {
  const { model, stops } = encodeUncopied(runtime, graph)
  return new Session(runtime, model, options, stops)
}

function bytesOf(values: readonly Value[]): number {
  return values.reduce(
    (sum, { shape, dtype }) => sum + shape.reduce((size, length) => size * length, dtype === 'bool' ? 1 : 4),
    0,
  )
}
