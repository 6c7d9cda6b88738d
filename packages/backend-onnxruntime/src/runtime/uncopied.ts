import { encodeModel, type EncodeOptions, type Graph, type Value } from '@potstill/onnx'
import type { Runtime, SessionOptions } from './runtime'
import { Session } from './session'
import { stopName } from './stop'

/** Throwing and catching takes about as long as copying so many bytes. */
const worthBytes = 65_536

/** Loads a graph; where its results are large and the binding can be kept from copying them, it is. */
export function loadUncopied(
  runtime: Runtime,
  graph: Graph,
  options: SessionOptions,
  encoding: EncodeOptions = {},
): Session {
  const stop = runtime.stops && bytesOf(graph.outputs) >= worthBytes
  const model = encodeModel(graph, { ...encoding, ...(stop && { emptySequence: stopName }) })
  return new Session(runtime, model, options, stop)
}

function bytesOf(values: readonly Value[]): number {
  return values.reduce(
    (sum, { shape, dtype }) => sum + shape.reduce((size, length) => size * length, dtype === 'bool' ? 1 : 4),
    0,
  )
}
