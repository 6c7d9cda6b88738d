import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure } from './lib/cell.mjs'
import { contestants } from './lib/contestants.mjs'
import { readOptions, usage } from './lib/options.mjs'
import { cellLines, contestantLines, ratioLines } from './lib/report.mjs'

/*
 * One training step of five networks, on every backend there is and in PyTorch: a table on standard output, JSON in a
 * file, progress on standard error. README.md says what is compared and how.
 *
 *     npx nx run bench:step --models=mlp --backends=wasm,torch-2
 */

if (process.argv.includes('--help')) {
  console.log(usage)
  process.exit()
}

const options = readOptions(process.argv.slice(2))
const progress = (/** @type {string} */ line) => console.error(line)

const all = await contestants(options.backends, progress)
const able = all.filter(({ unavailable }) => unavailable === undefined)
const machine = { processor: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version }
console.log(`One training step, on ${machine.cores} cores of ${machine.processor}, Node.js ${machine.node}`)
console.log(contestantLines(all).join('\n'))

/** @type {import('./lib/cell.mjs').CellReport[]} */
const cells = []
for (const network of options.models) {
  for (const mode of options.modes) {
    const cell = await measure({ network, mode, batch: options.batch }, able, options, progress)
    cells.push(cell)
    console.log(`\n${cellLines(cell).join('\n')}`)
  }
}
console.log(`\n${ratioLines(cells).join('\n')}`)

const file = resolve(options.json ?? fileURLToPath(new URL('../../runs/bench-step.json', import.meta.url)))
await mkdir(dirname(file), { recursive: true })
await writeFile(file, `${JSON.stringify(document(), null, 2)}\n`)
progress(`results: ${file}`)

function document() {
  const described = all.map(({ name, version, unavailable }) => ({ name, version, unavailable }))
  const { batch, steps, rounds } = options
  return {
    benchmark: 'step',
    made: new Date().toISOString(),
    machine,
    batch,
    steps,
    rounds,
    contenders: described,
    cells,
  }
}
