import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

/** Below node_modules, so that the packages that stay outside of a bundle are found from there. */
const cache = fileURLToPath(new URL('../../../../node_modules/', import.meta.url))

/** Bundles a program of `testing/programs` for plain Node, without the tests' tools, and hands its path to `use`. */
export async function withBundle<Result>(
  program: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(cache, '.potstill-'))
  try {
    const outfile = join(folder, `${program}.mjs`)
    await build({
      entryPoints: [fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@potstill/source'],
      external: ['onnxruntime-node', 'onnxruntime-node/*', '@tensorflow/*'],
      logLevel: 'error',
    })
    return await use(outfile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/*
 * What a process frees goes back to the system, so that its resident memory is what it holds: one arena, large blocks on pages of their
 * own (glibc keeps freed memory for later otherwise, some tens of MiB), and a young generation of V8 that does not grow.
 */
const givingBack = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '65536',
}
const flags = ['--expose-gc', '--max-semi-space-size=1']

/** Runs a program in a process of its own that can collect garbage; returns what it writes, read as JSON. */
export async function runBundled<Answer>(program: string, ...args: readonly string[]): Promise<Answer> {
  return withBundle(program, async (path) => {
    const env = { ...process.env, ...givingBack }
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, path, ...args], { env })
    return JSON.parse(stdout) as Answer
  })
}
