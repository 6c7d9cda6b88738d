import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const program = join(
  dirname(createRequire(import.meta.url).resolve('potstill/package.json')),
  'bin/potstill.js',
)

/**
 * When to kill: so many milliseconds after the start; or once a file is being written for the so manyth time, and then a moment later.
 *
 * @typedef {{ readonly after: number } | { readonly writing: number, readonly delay: number }} Moment
 *
 * @typedef {object} Attempt
 * @property {boolean} killed
 * @property {number | null} code
 * @property {string} stderr
 * @property {number} milliseconds
 * @property {readonly string[]} half what was being written when it was killed
 */

/**
 * Runs the program in a folder, and kills it at the moment, if it has not ended by then.
 *
 * @param {readonly string[]} args
 * @param {{ readonly cwd: string, readonly run: string, readonly moment?: Moment | undefined }} where
 * @returns {Promise<Attempt>}
 */
export async function attempt(args, { cwd, run, moment }) {
  const started = performance.now()
  const left = new Set(halfWritten(run))
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  let ended = false
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  const closed = once(child, 'close').then((result) => {
    ended = true
    return result
  })
  const isOver = () => ended
  if (moment) await Promise.race([closed, until(moment, run, left, isOver).then(() => child.kill('SIGKILL'))])
  const [code, signal] = await closed
  return {
    killed: signal === 'SIGKILL',
    code,
    stderr,
    milliseconds: performance.now() - started,
    half: halfWritten(run).filter((path) => !left.has(path)),
  }
}

/**
 * @param {Moment} moment
 * @param {string} run
 * @param {ReadonlySet<string>} left what an earlier process has left
 * @param {() => boolean} isOver
 */
async function until(moment, run, left, isOver) {
  if ('after' in moment) return setTimeout(moment.after)
  let seen = 0
  let before = ''
  while (!isOver()) {
    const now = halfWritten(run)
      .filter((path) => !left.has(path))
      .join()
    if (now !== '' && now !== before) seen += 1
    before = now
    if (seen >= moment.writing) break
    await setTimeout(1)
  }
  await setTimeout(moment.delay)
}

/**
 * What is being written, beside the place where it belongs.
 *
 * @param {string} run
 * @returns {readonly string[]}
 */
export function halfWritten(run) {
  if (!existsSync(run)) return []
  try {
    return readdirSync(run, { recursive: true })
      .map(String)
      .filter((path) => /\.new(\/|$)|\.partial$/.test(path))
  } catch {
    // What was just listed has moved to its place.
    return []
  }
}
