import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/*
 * Trains two small networks, eagerly and compiled, on several versions of onnxruntime-node, and compares with cpu.
 *
 *     node versions/run.mjs                    the oldest, one between, the newest
 *     node versions/run.mjs 1.22.0 1.26.0      these
 *
 * The last line is `N passed, N failed`, of the trainings.
 */

const given = process.argv.slice(2)
const versions = given.length > 0 ? given : ['1.20.1', '1.24.3', '1.30.0']
/** How far losses may be from those on cpu, relatively. */
const tolerance = 1e-4
const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))

let passed = 0
let failed = 0
for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), 'potstill-versions-'))
  try {
    await prepare(folder, version)
    report(version, spawnSync(process.execPath, [join(folder, 'versions.mjs')], { encoding: 'utf8' }))
  } catch (error) {
    failed++
    print(`${version.padEnd(8)} ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
print(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

/** @param {string} folder @param {string} version */
async function prepare(folder, version) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  execFileSync('npm', ['install', `onnxruntime-node@${version}`, ...options], { cwd: folder, stdio: 'pipe' })
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(join(modules, '@tensorflow'), join(folder, 'node_modules/@tensorflow'))
  await build({
    entryPoints: [fileURLToPath(new URL('../src/testing/programs/versions.ts', import.meta.url))],
    outfile: join(folder, 'versions.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@potstill/source'],
    external: ['onnxruntime-node', 'onnxruntime-node/*', '@tensorflow/*'],
    logLevel: 'error',
  })
}

/** @param {string} asked @param {{ stdout: string, stderr: string, status: number | null }} run */
function report(asked, { stdout, stderr, status }) {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  if (status !== 0 || !line.startsWith('{')) {
    failed++
    print(
      `${asked.padEnd(8)} failed: ${
        stderr
          .trim()
          .split('\n')
          .find((text) => text.includes('Error')) ?? status
      }`,
    )
    return
  }
  /** @type {{ version: string, stops: boolean, apart: Record<string, number> }} */
  const { version, stops, apart } = JSON.parse(line)
  if (version !== asked) {
    failed++
    print(`${asked.padEnd(8)} failed: version ${version} was loaded in its place`)
    return
  }
  const trainings = Object.entries(apart).map(([name, by]) => {
    if (by < tolerance) passed++
    else failed++
    return `${name} ${by < tolerance ? 'as on cpu' : `off by ${by.toExponential(1)}`}`
  })
  print(`${asked.padEnd(8)} ${trainings.join(', ')}; results ${stops ? 'not ' : ''}copied`)
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`)
}
