import { nodeProcess } from './node-process'

/** Functions of Node's `util` that `@tensorflow/tfjs-node` 4.22 calls and that newer versions of Node have dropped. */
const dropped: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
}

/**
 * Puts back what `@tensorflow/tfjs-node` needs of Node's `util` (Node 23 removed it), and nothing that is still there.
 * Every Node that lacks the functions has `process.getBuiltinModule`; elsewhere nothing needs repair.
 */
export function repairUtil(): void {
  const util = nodeProcess()?.getBuiltinModule?.('node:util') as Record<string, unknown> | undefined
  if (util === undefined) return
  for (const [name, replacement] of Object.entries(dropped)) util[name] ??= replacement
}
