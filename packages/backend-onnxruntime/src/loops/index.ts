import { cast } from './cast'
import { elementwise } from './elementwise'
import type { LoopTable } from './loop'
import { maxPools } from './max-pool'

/** Every kernel that this package computes by itself. */
export const loops: LoopTable = { ...elementwise, ...cast, ...maxPools }
