import { spawnSync } from 'node:child_process'

/**
 * A Python that imports torch and numpy: `POTSTILL_PYTHON`, else `python3`.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {{ command: string, missing?: undefined } | { command?: undefined, missing: string }}
 */
export function findPython(environment = process.env) {
  const command = environment['POTSTILL_PYTHON'] ?? 'python3'
  const { status, error } = spawnSync(command, ['-c', 'import numpy, torch'], {
    stdio: 'ignore',
    timeout: 60_000,
  })
  if (status === 0) return { command }
  const what = error === undefined ? `${command} cannot import torch and numpy` : `${command} does not run`
  return { missing: `${what}; POTSTILL_PYTHON names one that can` }
}
