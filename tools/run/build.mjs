import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'
import { root } from './workspace-root.mjs'

/** Builds every package; nx leaves out what has not changed. */
export function build() {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js')
  return runQuietly('Building', process.execPath, [
    nx,
    'run-many',
    '--targets=build',
    '--output-style=stream',
  ])
}
