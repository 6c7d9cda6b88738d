import type { Graph, GraphNode } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { consumers, rebuild } from './rebuild'

/**
 * Lets a matrix product start from the bias instead of from zero: one pass over its result fewer. Also where a reshape to
 * more axes stands between, as in a dense layer on sequences.
 */
export function fuseBias(graph: Graph): void {
  const readers = consumers(graph)
  const given = new Set(graph.outputs.map(({ name }) => name))
  const readOnce = ({ name }: Value) => readers.get(name)?.length === 1 && !given.has(name)
  rebuild(graph, ({ node, inputs: [a, b], result, madeBy }) => {
    if (node.op !== 'Add' || a === undefined || b === undefined) return undefined
    const [sum, bias] = sizeOf(a.shape) >= sizeOf(b.shape) ? [a, b] : [b, a]
    if (!readOnce(sum) || !isRow(bias, sum)) return undefined
    const maker = madeBy(sum)
    const reshape = maker?.op === 'Reshape' ? maker : undefined
    const product = reshape === undefined ? sum : graph.value(reshape.inputs[0] as string)
    const gemm = reshape === undefined ? maker : readOnce(product) ? madeBy(product) : undefined
    if (gemm === undefined || !isPlainGemm(gemm) || product.shape.at(-1) !== bias.shape.at(-1))
      return undefined
    const operands = gemm.inputs.map((name) => graph.value(name))
    const fused = graph.node('Gemm', [...operands, bias], product, { attributes: gemm.attributes })
    if (reshape === undefined) return fused
    return graph.node('Reshape', [fused, graph.value(reshape.inputs[1] as string)], result)
  })
}

/** One number for each column. */
function isRow(bias: Value, sum: Value): boolean {
  const columns = sum.shape.at(-1)
  return bias.shape.at(-1) === columns && sizeOf(bias.shape) === columns && bias.shape.length <= 2
}

function isPlainGemm({ op, inputs, domain }: GraphNode): boolean {
  return op === 'Gemm' && domain === '' && inputs.length === 2
}
