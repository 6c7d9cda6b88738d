import { Graph } from '../graph/graph'
import type { Lowering } from '../lowering'
import type { EncodeOptions } from '../encode/encode-model'
import type { Value } from '../value'
import type { GivenTensor } from './given-tensor'
import { runGraph } from './run-graph'
import type { KernelInputs } from './run-kernel'

/**
 * A lowering as a graph of its own. Its inputs have the names of the kernel's.
 *
 * @param constants names of inputs that are constants of the graph instead
 */
export function graphOf(
  lower: Lowering,
  inputs: KernelInputs,
  attrs: object,
  constants: readonly string[] = [],
): Graph {
  const graph = new Graph()
  const values = Object.fromEntries(
    Object.entries(inputs as Record<string, GivenTensor>).map(([name, { shape, dtype, values }]) => [
      name,
      constants.includes(name)
        ? graph.constant(values, shape, dtype)
        : graph.input(`x_${name}`, shape, dtype),
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
  constants: readonly string[],
  options: EncodeOptions,
) {
  const graph = graphOf(lower, inputs, attrs, constants)
  const given = Object.entries(inputs as Record<string, GivenTensor>).filter(
    ([name]) => !constants.includes(name),
  )
  const feeds = given.map(([, tensor]) => tensor)
  return { graph, results: await runGraph(graph, feeds, options) }
}
