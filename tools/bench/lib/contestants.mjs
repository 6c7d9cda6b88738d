import { contenders } from '../contenders/contender.mjs'
import { nodeProcess, torchProcess } from './process.mjs'
import { findPython } from './python.mjs'

/** @import { Process } from './process.mjs' */

/**
 * A contender as the parent sees it.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {'tensorflow.js' | 'torch'} kind
 * @property {string} [unavailable] why it cannot take part
 * @property {string} [version]
 * @property {() => Process} launch
 */

export const names = [...Object.keys(contenders), 'torch-1', 'torch-2']

/**
 * Those that were asked for, each with the reason where it cannot take part: every one is started once to learn that.
 *
 * @param {readonly string[]} wanted
 * @param {(line: string) => void} progress
 * @returns {Promise<Contestant[]>}
 */
export async function contestants(wanted, progress) {
  const python = wanted.some((name) => name.startsWith('torch-')) ? findPython() : undefined
  /** @type {Contestant[]} */
  const found = []
  for (const name of names.filter((name) => wanted.includes(name))) {
    const contestant = describe(name, python)
    if (contestant.unavailable === undefined) {
      const process = contestant.launch()
      const { unavailable, error, version } = await process.ask({ command: 'start' })
      process.end()
      const reason = unavailable ?? error
      found.push({
        ...contestant,
        ...(reason === undefined ? {} : { unavailable: reason }),
        ...(version === undefined ? {} : { version }),
      })
    } else {
      found.push(contestant)
    }
    progress(`${name}: ${found.at(-1)?.unavailable ?? 'ready'}`)
  }
  return found
}

/**
 * @param {string} name
 * @param {ReturnType<typeof findPython> | undefined} python
 * @returns {Contestant}
 */
function describe(name, python) {
  if (!name.startsWith('torch-')) return { name, kind: 'tensorflow.js', launch: () => nodeProcess(name) }
  const threads = Number(name.slice('torch-'.length))
  const { command = '', missing } = python ?? {}
  return {
    name,
    kind: 'torch',
    launch: () => torchProcess(command, threads),
    ...(missing === undefined ? {} : { unavailable: missing }),
  }
}
