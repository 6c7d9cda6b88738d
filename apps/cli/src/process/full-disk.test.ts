import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { readEvents } from '@potstill/formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from '../testing/cli'
import { smallDisks, type SmallDisk } from '../testing/small-disk'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { plain, pointsCsv } from '../testing/toy-recipes'

const disks = smallDisks()

interface Case {
  readonly written: string
  readonly overrides: readonly string[]
  /** In KiB. */
  readonly room: { readonly disk: number; readonly file: number }
  /** The file that is written when the disk is full, in the folder of the run. */
  readonly file: RegExp
}

const cases: readonly Case[] = [
  {
    written: 'a checkpoint is',
    overrides: ['training.epochs=60'],
    room: { disk: 144, file: 37 },
    file: /^checkpoints\/step-\d+\.new\/manifest\.json$/,
  },
  {
    written: 'the last weights are',
    overrides: ['training.epochs=60', 'training.checkpoint.everyEpochs=9'],
    room: { disk: 124, file: 52 },
    file: /^checkpoints\/last\.new\/(model\.json|weights\.bin)$/,
  },
  {
    written: 'a log is',
    overrides: [
      'training.epochs=4',
      'training.batchSize=1',
      'data.csv.path=many.csv',
      'callbacks=[{ metricsJsonl: { everySteps: 1 } }]',
    ],
    room: { disk: 190, file: 120 },
    file: /^logs\/metrics\.jsonl$/,
  },
]

let folder: string
const made: SmallDisk[] = []

beforeAll(async () => {
  folder = await toyFolder({
    'points.csv': pointsCsv(64),
    'many.csv': pointsCsv(240),
    'recipe.yaml': plain,
  })
})
afterAll(async () => {
  made.forEach((disk) => disk.remove())
  await removeFolder(folder)
})

/** Paths of all files of a run. */
const filesOf = (run: string) =>
  readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** The lines of all metrics.jsonl, without times. */
const linesIn = (run: string) =>
  filesOf(run)
    .filter((file) => file.endsWith('metrics.jsonl'))
    .map((file) => {
      const lines = readFileSync(file, 'utf8').split('\n')
      expect(lines.pop(), `the end of ${file}`).toBe('')
      return lines.map((line) => {
        const { seconds: _, examplesPerSecond: __, ...numbers } = JSON.parse(line) as Record<string, unknown>
        return numbers
      })
    })

const stepsInEvents = (run: string) =>
  filesOf(run)
    .filter((file) => file.includes('tfevents'))
    .flatMap((file) => readEvents(readFileSync(file)).map(({ step }) => step))

/** Steps of the checkpoints, each of which is as its manifest says. */
function wholeCheckpoints(run: string): readonly number[] {
  const checkpoints = join(run, 'checkpoints')
  const names = readdirSync(checkpoints).filter((name) => name.startsWith('step-'))
  for (const name of names) {
    const manifest = readFileSync(join(checkpoints, name, 'manifest.json'), 'utf8')
    const { content } = JSON.parse(manifest) as {
      content: { files: Record<string, { bytes: number; sha256: string }> }
    }
    expect(Object.keys(content.files)).toEqual(['tensors.safetensors'])
    for (const [file, { bytes, sha256 }] of Object.entries(content.files)) {
      const found = readFileSync(join(checkpoints, name, file))
      expect([found.length, createHash('sha256').update(found).digest('hex')]).toEqual([bytes, sha256])
    }
  }
  return names.map((name) => Number(name.slice('step-'.length))).toSorted((a, b) => a - b)
}

describe(`${disks.what}`, () => {
  it.each(cases.map((each) => [each.written, each] as const))(
    'while %s written ends the run, harms nothing, and lets it go on',
    async (_, { overrides, room, file }) => {
      const disk = disks.make(room)
      made.push(disk)
      const run = join(disk.folder, 'plain-1')
      const fails = async (...args: readonly string[]) => {
        const ended = await cli([...args, '--json'], { cwd: folder, through: disk.through })
        expect(ended.code, ended.stderr).toBe(1)
        expect(lastLine(ended)).toMatchObject({ error: { code: disks.code } })
        const said = ended.stderr.trimEnd().split('\n').at(-1)!
        expect(said).toContain(disks.says)
        expect(ended.stderr).not.toMatch(/\n\s+at /)
        expect(filesOf(run).filter((name) => /\.(new|partial|replaced|lock)\b/.test(name))).toEqual([])
        const [, path] = /^error: \[storage\] expected to [a-z ]+ '(.*?)'; got/.exec(said)!
        return { path: relative(run, path!), lines: linesIn(run), checkpoints: wholeCheckpoints(run) }
      }

      const failed = await fails('run', 'recipe.yaml', ...overrides, '--runs', disk.folder)
      if (disks.isDisk) expect(failed.path).toMatch(file)
      else expect(failed.path).toMatch(/^logs\//)
      expect(failed.checkpoints.length).toBeGreaterThan(0)
      const again = await fails('resume', run)
      expect(again.checkpoints.at(-1)).toBeGreaterThanOrEqual(failed.checkpoints.at(-1)!)

      disk.makeRoom()
      const resumed = await cli(['resume', run], { cwd: folder })
      expect(resumed.code, resumed.stderr).toBe(0)
      expect(resumed.stderr).not.toContain('damaged')

      const runs = join(folder, `whole-${made.length}`)
      const { code } = await cli(['run', 'recipe.yaml', ...overrides, '--runs', runs], { cwd: folder })
      expect(code).toBe(0)
      const whole = join(runs, 'plain-1')
      for (const weights of ['student', 'checkpoints/last', 'checkpoints/best']) {
        const bytes = readFileSync(join(run, weights, 'weights.bin'))
        expect(bytes).toEqual(readFileSync(join(whole, weights, 'weights.bin')))
      }
      const lines = linesIn(whole)
      expect(linesIn(run)).toEqual(lines)
      expect(stepsInEvents(run)).toEqual(stepsInEvents(whole))
      for (const before of [failed.lines, again.lines]) {
        before.forEach((some, i) => expect(some).toEqual(lines[i]!.slice(0, some.length)))
        expect(before.flat().length).toBeLessThan(lines.flat().length)
      }
    },
  )
})
