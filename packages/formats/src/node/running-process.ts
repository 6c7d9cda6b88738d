import { readFile } from 'node:fs/promises'
import { errorCode } from './system-error'

interface ProcessStart {
  /** Ended, though whoever started it has not taken note yet. */
  readonly ended: boolean
  readonly start: string
}

/**
 * When a process started: the machine's boot and the ticks since then, as text. Ids of processes are used again; the two together
 * are not. Undefined where the system does not say: anywhere but on Linux.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  return (await look(pid))?.start
}

/** Whether a process of this machine still runs. Where its start is not known on either side, its id decides. */
export async function isRunning(pid: number, start: string | undefined): Promise<boolean> {
  if (!hasProcess(pid)) return false
  const found = await look(pid)
  if (found === undefined) return true
  return !found.ended && (start === undefined || start === found.start)
}

function hasProcess(pid: number): boolean {
  try {
    // Signal 0 is never delivered.
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process.
    return errorCode(error) === 'EPERM'
  }
}

async function look(pid: number): Promise<ProcessStart | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'latin1'),
    ])
    // proc_pid_stat(5). The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = rest[18]
    return ticks === undefined
      ? undefined
      : { ended: state === 'Z' || state === 'X', start: `${boot.trim()} ${ticks}` }
  } catch {
    return undefined
  }
}
