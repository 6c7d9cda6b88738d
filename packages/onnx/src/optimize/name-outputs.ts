import type { Graph } from '../graph/graph'

/** Lets the node that makes a result write it itself, instead of one more that copies it. */
export function nameOutputs(graph: Graph): void {
  const made = new Set(graph.nodes.filter(({ op }) => op !== 'Identity').flatMap(({ outputs }) => outputs))
  const given = new Set(graph.outputs.map(({ name }) => name))
  const renamed = new Map<string, string>()
  const kept = graph.nodes.filter(({ op, inputs, outputs }) => {
    const [from = ''] = inputs
    const [to = ''] = outputs
    if (op !== 'Identity' || !given.has(to) || !made.has(from) || given.has(from) || renamed.has(from))
      return true
    renamed.set(from, to)
    return false
  })
  const now = (name: string) => renamed.get(name) ?? name
  const nodes = kept.map((node) => ({
    ...node,
    inputs: node.inputs.map(now),
    outputs: node.outputs.map(now),
  }))
  graph.nodes.splice(0, graph.nodes.length, ...nodes)
}
