import type { Graph } from '../graph/graph'
import { broadcastLate } from './broadcast-late'
import { factorSums } from './factor-sums'
import { fuseBias } from './fuse-bias'
import { nameOutputs } from './name-outputs'
import { removeUnused } from './remove-unused'
import { shareEqualNodes } from './share'
import { smallFirst } from './small-first'

/** What may be left out, to find out what each pass brings. */
const passes = [
  removeUnused,
  broadcastLate,
  shareEqualNodes,
  factorSums,
  smallFirst,
  fuseBias,
  shareEqualNodes,
  nameOutputs,
  removeUnused,
]

/** Makes a graph do less for the same results, up to rounding. Changes the graph it is given, and returns it. */
export function optimize(graph: Graph): Graph {
  for (const pass of passes) pass(graph)
  return graph
}
