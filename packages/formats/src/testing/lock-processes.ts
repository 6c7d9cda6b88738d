import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { bundleProgram } from './bundle-program'

/** A process of `lock-program.ts`. */
export interface LockProcess {
  readonly pid: number
  /** Sends a line and waits for the answer. */
  ask(line: string): Promise<string>
  /** Ends it as the kernel would, and waits until it is gone. */
  kill(): Promise<void>
}

/** Bundles the program into a folder for plain Node; gives what starts processes of it. */
export async function lockProgram(folder: string): Promise<(options?: { uid?: number }) => LockProcess> {
  const program = await bundleProgram('lock-program', folder)
  return (options = {}) => {
    const child = spawn(process.execPath, [program], {
      ...options,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
      // Shorter than a test's time, so that none is left behind.
      timeout: 100_000,
      killSignal: 'SIGKILL',
    })
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return {
      pid: child.pid!,
      async ask(line) {
        child.stdin.write(`${line}\n`)
        const { value, done } = await answers.next()
        if (done === true) throw new Error(`the process ended instead of answering to: ${line}`)
        return value
      },
      async kill() {
        const closed = once(child, 'close')
        if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await closed
      },
    }
  }
}
