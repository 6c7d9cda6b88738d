import { spawn } from 'node:child_process'
import { root } from './workspace-root.mjs'

/**
 * Runs a program with one line on standard error, which keeps standard output for the results of what follows. Its own
 * output is shown only where it fails.
 *
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
export async function runQuietly(title, command, args) {
  const start = performance.now()
  process.stderr.write(`${title} … `)
  const { code, output } = await finished(command, args)
  if (code === 0) {
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`)
    return true
  }
  process.stderr.write(`failed\n\n${output}\n${title} failed: the log stands above.\n`)
  return false
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
function finished(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    const collect = (/** @type {string} */ text) => (output += text)
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
