import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The program as users get it. */
export const program = fileURLToPath(new URL('../../bin/potstill.js', import.meta.url))

const built = new URL('../../dist/main.js', import.meta.url)
if (!existsSync(built)) throw new Error('these tests run the built program: npx nx run potstill:build')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Where {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** A command, with its arguments, that starts the one after it. */
  readonly through?: readonly string[]
  /** Arguments of Node itself. */
  readonly node?: readonly string[]
  /** Sees standard error as it grows. */
  readonly watch?: (stderr: string, child: ChildProcess) => void
}

/** Runs the program in a process of its own, without a terminal. */
export function cli(
  args: readonly string[],
  { cwd, env, through = [], node = [], watch }: Where = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const [command = '', ...rest] = [...through, process.execPath, ...node, program, ...args]
    const child = spawn(command, rest, {
      cwd,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Shorter than a test's time, so that none is left behind.
      timeout: 100_000,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      watch?.(stderr, child)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The JSON on the last line of standard output. */
export function lastLine({ stdout }: Ended): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
