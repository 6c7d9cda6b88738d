import { spawn } from 'node:child_process'

/**
 * Runs a program to its end and gives all it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [where]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function runProgram(command, args, where = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: where.cwd,
      env: { ...process.env, NODE_OPTIONS: '', ...where.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}
