import { Graph } from '../graph/graph'
import type { Lowering } from '../lowering'
import type { EncodeOptions } from '../encode/encode-model'
import type { Value } from '../value'
import type { GivenTensor } from './given-tensor'
import { runGraph } from './run-graph'
import type { KernelInputs } from './run-kernel'

/** A lowering as a graph of its own. */
export function graphOf(lower: Lowering, inputs: KernelInputs, attrs: object): Graph {
  const graph = new Graph()
  const values = Object.fromEntries(
    Object.entries(inputs as Record<string, GivenTensor>).map(([name, { shape, dtype }]) => [
      name,
      graph.input(`x_${name}`, shape, dtype),
    ]),
  )
  const results = [lower({ inputs: values, attrs, graph })].flat() as Value[]
  results.forEach((result, index) => graph.output(`y${index}`, result))
  return graph
}

/** What a lowering says its results are, and what ONNX Runtime makes of them. */
export async function runLowering(
  lower: Lowering,
  inputs: KernelInputs,
  attrs: object,
  options: EncodeOptions,
) {
  const graph = graphOf(lower, inputs, attrs)
  const results = await runGraph(graph, Object.values(inputs as Record<string, GivenTensor>), options)
  return { graph, results }
}
