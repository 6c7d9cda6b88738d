import { cpus, freemem, totalmem } from 'node:os'
import { version } from '../../package.json'

export interface Machine {
  readonly potstill: string
  readonly node: string
  readonly platform: string
  readonly processor: string
  readonly processors: number
  /** Bytes. */
  readonly memory: number
  readonly freeMemory: number
}

export function describeMachine(): Machine {
  const processors = cpus()
  return {
    potstill: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    memory: totalmem(),
    freeMemory: freemem(),
  }
}
