import { cast } from './cast'
import type { LoopTable } from './loop'
import { maxPools } from './max-pool'
import { sums } from './sums'
import { tile } from './tile'

/** Every kernel that this package computes by itself. */
export const loops: LoopTable = { ...cast, ...maxPools, ...sums, ...tile }
