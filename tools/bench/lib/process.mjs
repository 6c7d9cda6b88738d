import { fork, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Mode } from '../networks/sizes.mjs' */

const folder = new URL('../', import.meta.url)

/**
 * What the parent asks of a contender's process, one command at a time.
 *
 * - `start`: load the backend, or say why not
 * - `prepare`: build one network in one mode; `weights` is a folder with initial weights, `exact` asks PyTorch to pad as
 *   TensorFlow.js does
 * - `weights`: write the initial weights into a folder
 * - `run`: so many training steps
 *
 * @typedef {{ command: 'start' }
 *   | { command: 'prepare', network: string, mode: Mode, batch: number, weights?: string, exact?: boolean }
 *   | { command: 'weights', folder: string }
 *   | { command: 'run', steps: number }} Command
 */

/**
 * @typedef {object} Reply
 * @property {string} [error]
 * @property {string} [unavailable]
 * @property {string} [version]
 * @property {number[]} [times] milliseconds of each step
 * @property {number[]} [losses] of each step
 * @property {readonly [number, number]} [busy] milliseconds of processor time used when the command came, and at its end
 */

/**
 * A contender's process: it is asked one thing at a time and answers once.
 *
 * @typedef {object} Process
 * @property {(command: Command, limit?: number) => Promise<Reply>} ask ends the process where the answer takes longer than
 *   `limit` milliseconds
 * @property {() => void} end
 */

/**
 * A contender in Node.js, by messages.
 *
 * @param {string} contender
 * @returns {Process}
 */
export function nodeProcess(contender) {
  const child = fork(fileURLToPath(new URL('contender-process.mjs', folder)), [contender], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return conversation(child, {
    send: (command) => child.send(command),
    listen: (heard) => child.on('message', (reply) => heard(/** @type {Reply} */ (reply))),
  })
}

/**
 * PyTorch, by lines of JSON.
 *
 * @param {string} python
 * @param {number} threads
 * @returns {Process}
 */
export function torchProcess(python, threads) {
  const child = spawn(python, [fileURLToPath(new URL('torch_step.py', folder)), String(threads)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads), PYTHONDONTWRITEBYTECODE: '1' },
  })
  // A program that died closes its input; that it died is reported by its exit.
  child.stdin.on('error', () => {})
  return conversation(child, {
    send: (command) => child.stdin.write(`${JSON.stringify(command)}\n`),
    listen: (heard) => createInterface({ input: child.stdout }).on('line', (line) => heard(JSON.parse(line))),
  })
}

/**
 * @param {ChildProcess} child
 * @param {{ send: (command: Command) => void, listen: (heard: (reply: Reply) => void) => void }} channel
 * @returns {Process}
 */
function conversation(child, { send, listen }) {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)))
  /** @type {((reply: Reply) => void) | undefined} */
  let waiting
  /** @type {string | undefined} */
  let ended
  const answer = (/** @type {Reply} */ reply) => {
    const resolve = waiting
    waiting = undefined
    resolve?.(reply)
  }
  const tooLong = (/** @type {number} */ limit) => {
    ended = `takes longer than ${limit / 1000} s`
    child.kill('SIGKILL')
    answer({ error: ended })
  }
  listen(answer)
  child.on('error', ({ message }) => answer({ error: (ended = message) }))
  child.on('close', (code, signal) => {
    ended ??= `its process ended (${signal ?? code}): ${said.trim().split('\n').at(-1) ?? ''}`
    answer({ error: ended })
  })
  return {
    ask: (command, limit) =>
      new Promise((resolve) => {
        if (ended !== undefined) return resolve({ error: ended })
        const timer = limit === undefined ? undefined : setTimeout(tooLong, limit, limit)
        waiting = (reply) => {
          clearTimeout(timer)
          resolve(reply)
        }
        send(command)
      }),
    end: () => child.kill(),
  }
}
