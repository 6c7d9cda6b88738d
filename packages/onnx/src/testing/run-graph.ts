import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encodeModel, type EncodeOptions } from '../encode/encode-model'
import type { Graph } from '../graph/graph'
import { givenTensor, type GivenTensor } from './given-tensor'

/** Runs a graph on ONNX Runtime. `feeds` are in the order of the graph's inputs, the results in that of its outputs. */
export async function runGraph(
  graph: Graph,
  feeds: readonly GivenTensor[],
  options: EncodeOptions = {},
): Promise<GivenTensor[]> {
  const session = await InferenceSession.create(encodeModel(graph, options), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  try {
    const named = graph.inputs.map(({ name }, index) => {
      const { dtype, values, shape } = feeds[index] as GivenTensor
      return [name, new Tensor(dtype, values, shape)] as const
    })
    const answers = await session.run(Object.fromEntries(named))
    return graph.outputs.map(({ name }) => {
      const { type, dims, data } = answers[name] as Tensor
      return givenTensor(type as GivenTensor['dtype'], dims, data as Float32Array)
    })
  } finally {
    await session.release()
  }
}
