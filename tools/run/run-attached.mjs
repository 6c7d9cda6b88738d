import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './workspace-root.mjs'

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a program in our place: it has our terminal, and signals reach it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code; 128 + n where signal n ended it, as shells say it
 */
export function runAttached(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    // We wait until the child has ended. A terminal sends Ctrl-C to both of us, so that is not passed on again.
    const handlers = signals.map((signal) => {
      const handler = () => {
        if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
      }
      process.on(signal, handler)
      return /** @type {const} */ ([signal, handler])
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
