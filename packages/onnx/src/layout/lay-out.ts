import { isComposite } from '../composite/composite'
import type { Graph, GraphNode } from '../graph/graph'
import { expansions } from './expansions'
import { LaidOut } from './forms'
import { layElementwise } from './lay-elementwise'
import { layReduction } from './lay-reduction'

export interface LayoutOptions {
  /**
   * How many channels ONNX Runtime's own convolutions take as a block. Without it, the graph has ONNX's operations alone:
   * any program that runs ONNX runs it.
   */
  readonly block?: number | undefined
}

/**
 * Chooses in which order each image of a graph has its axes, and says composite nodes in operations that fit. Images go
 * from one order to another only where they have to: what lies between convolutions stays in theirs. Results and their
 * shapes stay what they were. Changes the graph it is given, and returns it.
 */
export function layOut(graph: Graph, { block }: LayoutOptions = {}): Graph {
  const laid = new LaidOut(graph, block)
  const outputs = new Set(graph.outputs.map(({ name }) => name))
  for (const node of graph.nodes.splice(0)) {
    const expand = isComposite(node) ? expansions[node.op] : undefined
    if (expand !== undefined) expand(laid, node)
    else if (
      outputs.has(node.outputs[0] ?? '') ||
      !(layElementwise(laid, node) || layReduction(laid, node))
    ) {
      graph.nodes.push(asItWas(laid, node))
    }
  }
  return graph
}

function asItWas(laid: LaidOut, node: GraphNode): GraphNode {
  if (isComposite(node)) throw new RangeError(`${node.op} is no composite operation`)
  return { ...node, inputs: node.inputs.map((name) => (name === '' ? '' : laid.get(name, 'last').name)) }
}
