import { open, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { isPotstillError } from '@potstill/spec'
import { folderStorage } from '../node'

/*
 * Does what the lines on its standard input say, and answers each with a line:
 *
 *     lock FOLDER TIME     takes the folder at that time (milliseconds of Date.now): "taken", or the error as JSON
 *     release              gives it back: "released"
 *     churn FOLDER TIMES   tries to take it so often, and gives it back: "churned TAKEN VIOLATIONS"
 */

const storage = folderStorage()
let release = (): Promise<void> => Promise.resolve()

async function lock(folder: string, time: number): Promise<string> {
  await setTimeout(Math.max(0, time - Date.now() - 5))
  while (Date.now() < time);
  try {
    release = await storage.lock!(folder)
    return 'taken'
  } catch (error) {
    if (!isPotstillError(error)) throw error
    const { code, category, message } = error
    return JSON.stringify({ code, category, message })
  }
}

async function churn(folder: string, times: number): Promise<string> {
  let [taken, violations] = [0, 0]
  for (let i = 0; i < times; i++) {
    if ((await lock(folder, 0)) !== 'taken') continue
    taken++
    // Nobody else can have made this file who has the folder alone.
    const alone = `${folder}/alone`
    try {
      await (await open(alone, 'wx')).close()
    } catch {
      violations++
    }
    await rm(alone, { force: true })
    await release()
  }
  return `churned ${taken} ${violations}`
}

for await (const line of createInterface({ input: process.stdin })) {
  const [what, folder = '', number = '0'] = line.split(' ')
  if (what === 'lock') process.stdout.write(`${await lock(folder, Number(number))}\n`)
  if (what === 'churn') process.stdout.write(`${await churn(folder, Number(number))}\n`)
  if (what === 'release') {
    await release()
    process.stdout.write('released\n')
  }
}
