import type { Graph } from '../graph/graph'

/** Removes nodes, constants and inputs that no output depends on. */
export function removeUnused(graph: Graph): void {
  const used = new Set(graph.outputs.map(({ name }) => name))
  const kept = [...graph.nodes]
  for (let index = kept.length - 1; index >= 0; index--) {
    const node = kept[index]
    if (node === undefined || !node.outputs.some((name) => used.has(name))) {
      kept.splice(index, 1)
      continue
    }
    for (const name of node.inputs) used.add(name)
  }
  graph.nodes.splice(0, graph.nodes.length, ...kept)
  graph.inputs.splice(0, graph.inputs.length, ...graph.inputs.filter(({ name }) => used.has(name)))
  for (const name of graph.constants.keys()) if (!used.has(name)) graph.constants.delete(name)
}
