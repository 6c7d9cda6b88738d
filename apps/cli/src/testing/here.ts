import { main } from '../index'
import type { Ended } from './cli'

/** Runs the program in this process, without a terminal unless the environment asks for one. */
export async function here(
  args: readonly string[],
  {
    isTTY = false,
    columns = 100,
    env = {},
  }: { readonly isTTY?: boolean; readonly columns?: number; readonly env?: Record<string, string> } = {},
): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const code = await main(args, {
    stdout: { isTTY, columns, write: (text) => (stdout += text) },
    stderr: { isTTY, columns, write: (text) => (stderr += text) },
    env,
    stopSignal: () => new AbortController().signal,
  })
  return { code, stdout, stderr }
}
