import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files that tell when something was, or how long it took. */
const timed = ['environment.json', 'run.json', 'report.html', '.claim']

/**
 * All of a run's folder that has to be the same however often it was interrupted, by path: weights as a digest, logs and results
 * without times.
 *
 * @param {string} folder
 * @returns {ReadonlyMap<string, string>}
 */
export function whatIsLeft(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !timed.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return new Map(files.toSorted().flatMap((path) => told(path, readFileSync(join(folder, path)))))
}

/**
 * @param {string} path
 * @param {Buffer} bytes
 * @returns {readonly (readonly [string, string])[]}
 */
function told(path, bytes) {
  // When they were started is in their names, when a value came in each record.
  if (path.includes('tfevents')) return []
  if (path.endsWith('.jsonl')) return [[path, bytes.toString().split('\n').map(withoutTimes).join('\n')]]
  if (path.endsWith('results.csv')) return [[path, withoutLastColumn(bytes.toString())]]
  // It holds the digest of the tensors beside it, and times.
  if (path.endsWith('manifest.json')) return [[path, 'there']]
  return [[path, createHash('sha256').update(bytes).digest('hex')]]
}

/** @param {string} line */
function withoutTimes(line) {
  if (line === '') return ''
  const { seconds: _, examplesPerSecond: __, ...rest } = JSON.parse(line)
  return JSON.stringify(rest)
}

/** How long a forward pass took. @param {string} csv */
function withoutLastColumn(csv) {
  return csv
    .split('\n')
    .map((line) => line.slice(0, line.lastIndexOf(',')))
    .join('\n')
}

/**
 * What is other, in words; empty where all is the same.
 *
 * @param {ReadonlyMap<string, string>} whole
 * @param {ReadonlyMap<string, string>} resumed
 * @returns {readonly string[]}
 */
export function differences(whole, resumed) {
  const paths = [...new Set([...whole.keys(), ...resumed.keys()])]
  return paths.flatMap((path) => {
    if (!resumed.has(path)) return [`${path} is missing`]
    if (!whole.has(path)) return [`${path} is left over`]
    return whole.get(path) === resumed.get(path) ? [] : [`${path} differs`]
  })
}
