#!/usr/bin/env node
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawMoments } from './lib/moments.mjs'
import { seeded } from './lib/random.mjs'
import { recipes } from './lib/recipes.mjs'
import { leaveAlone, survive } from './lib/survive.mjs'

/*
 * Kills runs with SIGKILL at random moments, goes on with `potstill resume`, and holds every weight, log line and result against
 * those of a run that was let be. The last line is `N passed, N failed`, over the runs.
 */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    recipes: { type: 'string', default: Object.keys(recipes).join(',') },
  },
})
const wanted = Number(values.kills)
if (!Number.isInteger(wanted) || wanted < 1) throw new Error('--kills takes a whole number of at least 1')
const random = seeded(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'potstill-kill-'))
console.log(`Seed ${values.seed}; runs in ${folder}.\n`)

const subjects = []
for (const name of values.recipes.split(',')) {
  const recipe = recipes[name]
  if (recipe === undefined) throw new Error(`no recipe ${name}; there are ${Object.keys(recipes).join(', ')}`)
  const place = join(folder, name)
  mkdirSync(place)
  writeFileSync(join(place, 'recipe.yaml'), recipe.text)
  const subject = await leaveAlone({ name, file: 'recipe.yaml', folder: place, backend: recipe.backend })
  console.log(`${name.padEnd(10)}let be: ${(subject.milliseconds / 1000).toFixed(1)} s, ${recipe.backend}`)
  subjects.push(subject)
}

let [kills, early, passed, failed] = [0, 0, 0, 0]
for (let number = 1; kills < wanted; number++) {
  const subject = subjects[number % subjects.length]
  if (subject === undefined) break
  const most = Math.min(wanted - kills, 1 + Math.floor(random() * 5))
  const result = await survive(subject, drawMoments(random, most, subject.milliseconds), `killed-${number}`)
  kills += result.kills.length
  early += result.early
  if (result.wrong.length > 0) failed += 1
  // One that ended before its first kill proves nothing.
  else if (result.kills.length > 0) passed += 1
  const writing = result.kills.filter((half) => half !== 'between files').length
  const verdict = result.wrong.length === 0 ? 'the same' : result.wrong.slice(0, 5).join('; ')
  const counted = `${result.kills.length} kills, ${writing} while writing`
  console.log(
    `${subject.name.padEnd(10)}${counted.padEnd(30)}${String(kills).padStart(4)} of ${wanted}  ${verdict}`,
  )
}

console.log(`\n${kills} kills; ${early} more came before a process had changed anything.`)
if (failed === 0) rmSync(folder, { recursive: true })
else console.log(`What differs is kept in ${folder}.`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
