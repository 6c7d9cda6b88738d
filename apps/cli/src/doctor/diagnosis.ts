import { plainMessage } from '../errors/plain-message'
import { findBackends, type MissingBackend } from './backends'
import { describeMachine, type Machine } from './machine'
import { tryRunsFolder, type RunsFolder } from './runs-folder'
import { selfTest, type SelfTest } from './self-test'

/** What the doctor found. Plain data. */
export interface Diagnosis {
  readonly healthy: boolean
  readonly machine: Machine
  /** Absent where none works. */
  readonly backend?: { readonly name: string; readonly version?: string; readonly threads?: number }
  readonly betterBackends: readonly MissingBackend[]
  readonly selfTest?: SelfTest
  readonly runs: RunsFolder
  /** Why this machine cannot train, one sentence each. */
  readonly problems: readonly string[]
}

export async function diagnose(options: {
  readonly backend: string | undefined
  readonly runs: string
}): Promise<Diagnosis> {
  const problems: string[] = []
  const found = await attempt(() => findBackends(options.backend), problems)
  const test = found && (await attempt(selfTest, problems))
  const runs = await tryRunsFolder(options.runs)
  if (test?.passed === false) problems.push(`The backend ${found?.choice.name} computes wrong numbers.`)
  if (!runs.writable) problems.push(`Runs cannot be written: ${runs.reason}`)
  return {
    healthy: problems.length === 0,
    machine: describeMachine(),
    ...(found && { backend: backendOf(found.choice) }),
    betterBackends: found?.missing ?? [],
    ...(test && { selfTest: test }),
    runs,
    problems,
  }
}

async function attempt<Value>(work: () => Promise<Value>, problems: string[]): Promise<Value | undefined> {
  try {
    return await work()
  } catch (error) {
    problems.push(plainMessage(error))
    return undefined
  }
}

function backendOf({ name, version, threads }: NonNullable<Diagnosis['backend']>) {
  return { name, ...(version !== undefined && { version }), ...(threads !== undefined && { threads }) }
}
