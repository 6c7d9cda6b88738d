import type { Graph, GraphNode } from '@potstill/onnx'

/** How many numbers a graph multiplies in its products and convolutions, the operations that gain from more threads. */
export function multiplications(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => sum + ofNode(graph, node), 0)
}

function ofNode(graph: Graph, { op, inputs, outputs, attributes }: GraphNode): number {
  const shape = (names: readonly string[], index: number) => graph.value(names[index] as string).shape
  switch (op) {
    case 'MatMul':
      return sizeOf(shape(outputs, 0)) * (shape(inputs, 0).at(-1) ?? 1)
    case 'Gemm':
      return sizeOf(shape(outputs, 0)) * (shape(inputs, 0).at(attributes['transA'] === 1 ? 0 : 1) ?? 1)
    case 'Conv':
      // Filters are [O, I, …]: each number of the result takes all but the first axis.
      return sizeOf(shape(outputs, 0)) * sizeOf(shape(inputs, 1).slice(1))
    case 'ConvTranspose':
      return sizeOf(shape(inputs, 0)) * sizeOf(shape(inputs, 1).slice(1))
    default:
      return 0
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}
