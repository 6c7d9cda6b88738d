import type { Graph } from '../graph/graph'
import { broadcastShape, sameShape, sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { elementwiseOperations } from './elementwise-operations'
import { rebuild, type Visited } from './rebuild'

/**
 * Keeps values small for as long as they repeat themselves along an axis. TensorFlow.js's gradients of means and sums
 * multiply by a tensor of ones to get the full shape, layer normalisation tiles its moments: elementwise operations
 * broadcast anyway, and what they compute of repeating operands alone repeats as well.
 */
export function broadcastLate(graph: Graph): void {
  /** By the name of a value that repeats: what it repeats. */
  const cores = new Map<string, Value>()
  const whole = new Map<string, Value>()
  let serial = 0

  const repeating = (core: Value, { shape, dtype }: Value): Value => {
    if (sameShape(core.shape, shape)) return core
    const value = { name: `repeated${serial++}`, shape, dtype }
    cores.set(value.name, core)
    return value
  }
  const coreOf = (value: Value): Value => cores.get(value.name) ?? uniformCore(graph, value) ?? value
  const materialise = (value: Value): Value => {
    const core = cores.get(value.name)
    if (core === undefined) return value
    const known = whole.get(value.name)
    if (known !== undefined) return known
    const made = graph.node('Expand', [core, graph.int64s(value.shape)], value)
    whole.set(value.name, made)
    return made
  }

  const small = ({ node, inputs, result }: Visited): Value | undefined => {
    const [first, second] = inputs
    if (node.domain !== '' || first === undefined || result.dtype !== 'float32') return undefined
    if (node.op === 'Expand') return repeating(coreOf(first), result)
    if (node.op === 'Tile' && onlyRepeats(first, result)) return repeating(coreOf(first), result)
    if (node.op === 'Reshape' && sizeOf(coreOf(first).shape) === 1 && sizeOf(result.shape) > 1) {
      return repeating(asScalar(graph, coreOf(first)), result)
    }
    if (!elementwiseOperations.has(node.op)) return undefined
    const operands = inputs.map((value) => coreOf(value as Value))
    if (operands.every((value, index) => value === inputs[index])) return undefined
    const shape = operands.map((value) => value.shape).reduce(broadcastShape)
    if (node.op === 'Mul' && second !== undefined) {
      const other = operands.find((_, index) => isOne(graph, operands[1 - index] as Value))
      if (other !== undefined && sameShape(other.shape, shape)) return repeating(other, result)
    }
    return repeating(
      graph.node(node.op, operands, { shape, dtype: result.dtype }, { attributes: node.attributes }),
      result,
    )
  }

  rebuild(graph, small, materialise)
}

/** Whether every axis either stays or repeats its one entry. */
function onlyRepeats(from: Value, to: Value): boolean {
  return from.shape.every((length, axis) => length === 1 || length === to.shape[axis])
}

/** The scalar that a constant repeats. */
function uniformCore(graph: Graph, value: Value): Value | undefined {
  const values = graph.valuesOf(value)
  if (values === undefined || value.dtype !== 'float32' || values.length < 2) return undefined
  const [first] = values as Float32Array
  return (values as Float32Array).every((each) => Object.is(each, first))
    ? graph.scalar(first as number)
    : undefined
}

function isOne(graph: Graph, value: Value): boolean {
  const values = graph.valuesOf(value)
  return value.shape.length === 0 && values?.[0] === 1
}

function asScalar(graph: Graph, value: Value): Value {
  if (value.shape.length === 0) return value
  return graph.node('Reshape', [value, graph.int64s([])], { shape: [], dtype: value.dtype })
}
