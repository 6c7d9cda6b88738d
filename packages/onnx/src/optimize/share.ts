import type { Graph, GraphNode } from '../graph/graph'
import type { Value } from '../value'
import { rebuild } from './rebuild'

/** Operations whose operands may change places. */
const commutative = new Set(['Add', 'Mul', 'Max', 'Min', 'And', 'Or', 'Equal'])

/** Computes what several nodes compute alike only once. */
export function shareEqualNodes(graph: Graph): void {
  const known = new Map<string, Value>()
  rebuild(graph, ({ node, inputs, result }) => {
    const key = keyOf(node, inputs)
    const same = known.get(key)
    if (same === undefined) known.set(key, result)
    return same
  })
}

function keyOf({ op, domain, attributes }: GraphNode, inputs: readonly (Value | undefined)[]): string {
  const names = inputs.map((value) => value?.name ?? '')
  if (domain === '' && commutative.has(op)) names.sort()
  return `${domain}:${op}(${names.join()})${JSON.stringify(attributes)}`
}
