import type { Graph } from '../graph/graph'
import type { Elements, Value } from '../value'

/** Turns an input into a constant: a weight that is not going to change can be prepared once by whoever runs the graph. */
export function freezeInput(graph: Graph, input: Value, values: Elements): void {
  graph.inputs.splice(graph.inputs.indexOf(input), 1)
  graph.constants.set(input.name, { ...input, values })
}
