import type { Graph, GraphNode } from '../graph/graph'
import type { Value } from '../value'

/** A node with its inputs as values; undefined where an optional one is absent. */
export interface Visited {
  readonly node: GraphNode
  readonly inputs: readonly (Value | undefined)[]
  /** The first result, as the graph knows it. */
  readonly result: Value
  /** The node of the new graph that makes a value. */
  madeBy(value: Value): GraphNode | undefined
}

/** What takes the place of a node's only result; undefined keeps the node. */
export type Visit = (visited: Visited) => Value | undefined

/**
 * Goes through the nodes in order and builds the graph anew: `visit` may append other nodes and name the value that takes
 * the place of a node's result. Nodes of several results, and those that give results to the outside, stay.
 *
 * @param settle called for each input of a node that stays: `visit` may deal in values that have no node yet
 */
export function rebuild(
  graph: Graph,
  visit: Visit,
  settle: (value: Value) => Value = (value) => value,
): void {
  const nodes = graph.nodes.splice(0)
  const replaced = new Map<string, Value>()
  const madeBy = newProducers(graph)
  const given = new Set(graph.outputs.map(({ name }) => name))
  const now = (name: string) => replaced.get(name) ?? graph.value(name)
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? undefined : now(name)))
    const [name] = node.outputs
    const single = node.outputs.length === 1 && name !== undefined && !given.has(name)
    const replacement = single ? visit({ node, inputs, result: graph.value(name), madeBy }) : undefined
    if (replacement !== undefined) replaced.set(name as string, replacement)
    else
      graph.nodes.push({
        ...node,
        inputs: inputs.map((value) => (value === undefined ? '' : settle(value).name)),
      })
  }
}

/** Finds who makes a value among nodes that are still being added. */
function newProducers({ nodes }: Graph): (value: Value) => GraphNode | undefined {
  const made = new Map<string, GraphNode>()
  let seen = 0
  return ({ name }) => {
    for (; seen < nodes.length; seen++) {
      const node = nodes[seen] as GraphNode
      for (const output of node.outputs) made.set(output, node)
    }
    return made.get(name)
  }
}

/** The nodes that read each value. */
export function consumers(graph: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const found = new Map<string, GraphNode[]>()
  for (const node of graph.nodes) {
    for (const name of node.inputs) found.set(name, [...(found.get(name) ?? []), node])
  }
  return found
}
