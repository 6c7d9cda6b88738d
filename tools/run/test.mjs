import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installIfNeeded } from './install.mjs'
import { runAttached } from './run-attached.mjs'
import { root } from './workspace-root.mjs'

/*
 * `npm test`: every test of the repository in one vitest run. Some run what users get, so everything is built first.
 *
 *     npm test                       all of it
 *     npm test -- packages/losses    what vitest finds by these words
 *
 * The last line is `N passed, N failed`, with `, N skipped` where something was left out. Fails where a test fails,
 * where none ran, and under CI=true where one was skipped.
 */

/** @import { Summary } from './summary-reporter.mjs' */

if ((await installIfNeeded()) && (await build())) await test()
else {
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}

async function test() {
  const folder = mkdtempSync(join(tmpdir(), 'potstill-test-'))
  const file = join(folder, 'summary.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['default', join(root, 'tools/run/summary-reporter.mjs')].map(
    (name) => `--reporter=${name}`,
  )
  const code = await runAttached(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    POTSTILL_TEST_SUMMARY: file,
    // Vite announces a default of its next version in every run.
    VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true',
  })
  report(code, read(file, code))
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {number} code vitest's
 * @param {Summary} summary
 */
function report(code, { passed, failed, skipped, errors }) {
  const inContinuousIntegration = process.env['CI'] === 'true'
  if (skipped.length > 0) {
    console.log(`\nSkipped:`)
    for (const { name, reason } of skipped) console.log(`  ${name}${reason === '' ? '' : ` – ${reason}`}`)
    if (inContinuousIntegration) console.log('In continuous integration nothing may be skipped.')
  }
  if (errors.length > 0) {
    console.log('\nOutside of tests:')
    for (const error of errors) console.log(`  ${error}`)
  }
  if (passed + failed === 0) console.log('\nNo test ran.')
  // An error outside of tests, such as a file that does not load, counts as a failure.
  const failures = failed + errors.length
  const left = skipped.length === 0 ? '' : `, ${skipped.length} skipped`
  console.log(`\n${passed} passed, ${failures} failed${left}`)
  const ok = code === 0 && passed > 0 && failures === 0 && !(inContinuousIntegration && skipped.length > 0)
  process.exitCode = ok ? 0 : code > 1 ? code : 1
}

/**
 * @param {string} file
 * @param {number} code
 * @returns {Summary}
 */
function read(file, code) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, skipped: [], errors: [`vitest ended with ${code} before it had a result`] }
  }
}
