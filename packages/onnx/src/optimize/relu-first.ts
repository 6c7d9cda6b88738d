import type { Graph } from '../graph/graph'
import { consumers, rebuild } from './rebuild'

/** Puts relu before a reshape, next to the matrix product whose results ONNX Runtime can rectify while it writes them. */
export function reluFirst(graph: Graph): void {
  const readers = consumers(graph)
  rebuild(graph, ({ node, inputs: [x], result, madeBy }) => {
    if (node.op !== 'Relu' || x === undefined || readers.get(x.name)?.length !== 1) return undefined
    const reshape = madeBy(x)
    if (reshape?.op !== 'Reshape') return undefined
    const [product, shape] = reshape.inputs.map((name) => graph.value(name))
    if (product === undefined || madeBy(product)?.op !== 'Gemm') return undefined
    return graph.node('Reshape', [graph.node('Relu', [product], product), shape], result)
  })
}
