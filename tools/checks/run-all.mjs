import { boundaries } from './boundaries.mjs'
import { browserBundle } from './browser-bundle.mjs'
import { exportsMaps } from './exports.mjs'
import { grammar } from './grammar.mjs'
import { runCheck } from './lib/run-check.mjs'
import { packAndRun } from './pack-and-run.mjs'

/*
 * Everything that is checked outside of tests, cheap checks first. Build before: most look at dist.
 *
 *     node tools/checks/run-all.mjs                       all of them
 *     node tools/checks/run-all.mjs grammar boundaries    some of them
 */

const all = {
  boundaries,
  grammar,
  exports: exportsMaps,
  'browser-bundle': browserBundle,
  'pack-and-run': packAndRun,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in all))
if (unknown.length > 0) {
  console.error(`no check is called ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`)
  process.exit(2)
}

let passed = 0
let failed = 0
for (const [name, check] of Object.entries(all)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const counts = await runCheck(name, check)
  passed += counts.passed
  failed += counts.failed
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
