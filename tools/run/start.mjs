import { join } from 'node:path'
import { build } from './build.mjs'
import { installIfNeeded } from './install.mjs'
import { runAttached } from './run-attached.mjs'
import { root } from './workspace-root.mjs'

/*
 * `npm start`: from a fresh clone to a trained student. Needs Node and npm, nothing else.
 *
 *     npm start                    potstill demo
 *     npm start -- --epochs 1      potstill demo --epochs 1
 */

const ready = (await installIfNeeded()) && (await build())
const program = [join(root, 'apps/cli/bin/potstill.js'), 'demo', ...process.argv.slice(2)]
process.exitCode = ready ? await runAttached(process.execPath, program) : 1
