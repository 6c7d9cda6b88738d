import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from './attempt.mjs'
import { differences, whatIsLeft } from './what-is-left.mjs'

/** @import { Moment } from './attempt.mjs' */

/**
 * A recipe's file, and the run of it that nobody interrupted.
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} file
 * @property {string} folder where it lies, and where runs are made
 * @property {string} backend
 * @property {ReadonlyMap<string, string>} whole
 * @property {number} milliseconds how long that took
 */

/**
 * Runs a recipe without interruption.
 *
 * @param {Omit<Subject, 'whole' | 'milliseconds'>} given
 * @returns {Promise<Subject>}
 */
export async function leaveAlone(given) {
  const run = join(given.folder, 'whole', `${given.name}-1`)
  const { code, stderr, milliseconds } = await attempt(runArguments(given, 'whole'), {
    cwd: given.folder,
    run,
  })
  if (code !== 0) throw new Error(`${given.name} does not run: ${stderr}`)
  return { ...given, whole: whatIsLeft(run), milliseconds }
}

/**
 * Kills a run, and whatever goes on with it, at one moment after the other; then lets it end.
 *
 * @param {Subject} subject
 * @param {readonly Moment[]} moments
 * @param {string} runs a name for the folder of the run
 */
export async function survive(subject, moments, runs) {
  const { name, folder } = subject
  const run = join(folder, runs, `${name}-1`)
  /** @type {string[]} */
  const kills = []
  let early = 0
  let begun = false
  for (const moment of [...moments, undefined]) {
    const args = begun ? ['resume', run] : runArguments(subject, runs)
    const before = newest(run)
    const { killed, code, stderr, half } = await attempt(args, { cwd: folder, run, moment })
    if (!killed && code !== 0)
      return { kills, early, wrong: [`${args[0]} ended with ${code}: ${stderr.trim()}`] }
    if (!killed) break
    begun = existsSync(join(run, 'run.json'))
    // One that had not changed anything yet proves nothing.
    if (begun && newest(run) !== before) kills.push(half[0] ?? 'between files')
    else if (begun) early += 1
    else {
      // Nothing can go on where nothing is there: it is started anew, and not counted.
      early += 1
      rmSync(join(folder, runs), { recursive: true, force: true })
    }
  }
  return { kills, early, wrong: differences(subject.whole, whatIsLeft(run)) }
}

/**
 * When something in a folder was last changed.
 *
 * @param {string} run
 */
function newest(run) {
  if (!existsSync(run)) return 0
  try {
    const paths = readdirSync(run, { recursive: true }).map((path) => join(run, String(path)))
    return Math.max(0, ...paths.map((path) => statSync(path).mtimeMs))
  } catch {
    return 0
  }
}

/**
 * @param {Pick<Subject, 'file' | 'backend'>} subject
 * @param {string} runs
 */
function runArguments({ file, backend }, runs) {
  return ['run', file, '--runs', runs, '--backend', backend]
}
