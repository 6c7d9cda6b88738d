import { hostname } from 'node:os'
import { isRunning, processStart } from './running-process'

/** Who has a folder, as the lock says it. */
export interface LockOwner {
  readonly pid: number
  readonly host: string
  /** Tells the process from a later one with the same id; absent where the system does not say. */
  readonly start?: string
  /** When the folder was taken, ISO 8601. */
  readonly since: string
}

export async function thisProcess(): Promise<LockOwner> {
  const start = await processStart(process.pid)
  return {
    pid: process.pid,
    host: hostname(),
    ...(start !== undefined && { start }),
    since: new Date().toISOString(),
  }
}

export function isOfThisHost({ host }: LockOwner): boolean {
  return host === hostname()
}

/** Only to be asked of an owner on this host. */
export async function isAlive({ pid, start }: LockOwner): Promise<boolean> {
  return isRunning(pid, start)
}

/** Reads what `JSON.stringify` made of an owner; undefined where it is none. */
export function parseOwner(text: string): LockOwner | undefined {
  let found: Partial<Record<keyof LockOwner, unknown>>
  try {
    found = Object(JSON.parse(text)) as typeof found
  } catch {
    return undefined
  }
  const { pid, host, start, since } = found
  // A larger number is no process anywhere; none, or one below, would mean groups of processes.
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > 2 ** 31 - 1) return undefined
  if (typeof host !== 'string' || typeof since !== 'string') return undefined
  if (start !== undefined && typeof start !== 'string') return undefined
  return { pid, host, ...(start !== undefined && { start }), since }
}
