import type { Graph } from '../graph/graph'
import { layOut, type LayoutOptions } from '../layout/lay-out'
import { broadcastLate } from './broadcast-late'
import { channelArithmetic } from './channels/channel-arithmetic'
import { fuseConvolutions } from './channels/fuse-convolutions'
import { factorSums } from './factor-sums'
import { fuseBias } from './fuse-bias'
import { nameOutputs } from './name-outputs'
import { maskPooled } from './pools/mask-pooled'
import { poolInParts } from './pools/pool-in-parts'
import { reluFirst } from './relu-first'
import { removeUnused } from './remove-unused'
import { shareEqualNodes } from './share'
import { smallFirst } from './small-first'
import { steepSteps } from './steps'

/** What may be left out, to find out what each pass brings. */
const passes: readonly ((graph: Graph, options: LayoutOptions) => unknown)[] = [
  removeUnused,
  broadcastLate,
  shareEqualNodes,
  steepSteps,
  removeUnused,
  maskPooled,
  removeUnused,
  channelArithmetic,
  removeUnused,
  fuseConvolutions,
  removeUnused,
  poolInParts,
  removeUnused,
  factorSums,
  smallFirst,
  fuseBias,
  reluFirst,
  shareEqualNodes,
  layOut,
  shareEqualNodes,
  nameOutputs,
  removeUnused,
]

/**
 * Makes a graph do less for the same results, up to rounding, and lays out its images. Changes the graph it is given, and
 * returns it.
 */
export function optimize(graph: Graph, options: LayoutOptions = {}): Graph {
  for (const pass of passes) pass(graph, options)
  return graph
}
