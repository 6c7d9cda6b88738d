import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Below node_modules, where what a killed run leaves is nobody's source. */
const cache = fileURLToPath(new URL('../../../../node_modules/', import.meta.url))

/** Bundles the workers' program for plain Node, which cannot run the source; `remove` takes it away. */
export async function workerProgram(): Promise<{ readonly program: URL; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(cache, '.potstill-'))
  const outfile = join(folder, 'augment-worker.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../node/augment-worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@potstill/source'],
    logLevel: 'error',
  })
  return { program: pathToFileURL(outfile), remove: () => rm(folder, { recursive: true, force: true }) }
}
