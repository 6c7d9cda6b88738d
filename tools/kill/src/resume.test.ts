import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { halfWritten } from '../lib/attempt.mjs'
import { drawMoments } from '../lib/moments.mjs'
import { seeded } from '../lib/random.mjs'
import { differences, whatIsLeft } from '../lib/what-is-left.mjs'

const script = fileURLToPath(new URL('../resume.mjs', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'potstill-kill-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (name: string, changes: Readonly<Record<string, string | Uint8Array>> = {}) => {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'metrics.jsonl': '{"epoch":1,"step":3,"seconds":0.5}\n{"epoch":2,"step":6,"seconds":0.25}\n',
    'results.csv': 'name,accuracy,forwardMilliseconds\nsmall,0.5,0.125\n',
    'environment.json': '{}',
    'student/weights.bin': Uint8Array.of(1, 2, 3, 4),
    'checkpoints/step-6/manifest.json': '{}',
    ...changes,
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, path, '..'), { recursive: true })
    writeFileSync(join(folder, name, path), content)
  }
  return whatIsLeft(join(folder, name))
}

describe('what is left of two runs', () => {
  it('is the same but for times', () => {
    const other = {
      'metrics.jsonl': '{"epoch":1,"step":3,"seconds":7}\n{"epoch":2,"step":6,"seconds":8}\n',
      'results.csv': 'name,accuracy,forwardMilliseconds\nsmall,0.5,99\n',
      'environment.json': '{"node":"20"}',
      'logs/events.out.tfevents.1.potstill': 'x',
    }
    expect(differences(run('one'), run('other', other))).toEqual([])
  })

  it.each([
    [
      'a bit of a weight',
      { 'student/weights.bin': Uint8Array.of(1, 2, 3, 5) },
      'student/weights.bin differs',
    ],
    ['a line of a log', { 'metrics.jsonl': '{"epoch":1,"step":3,"seconds":0.5}\n' }, 'metrics.jsonl differs'],
    [
      'a number of a log',
      { 'metrics.jsonl': '{"epoch":1,"step":3}\n{"epoch":2,"step":7}\n' },
      'metrics.jsonl differs',
    ],
    [
      'a result',
      { 'results.csv': 'name,accuracy,forwardMilliseconds\nsmall,0.6,0.125\n' },
      'results.csv differs',
    ],
    ['what was not cleared away', { 'student.new/weights.bin': '' }, 'student.new/weights.bin is left over'],
  ])('is not the same where %s is other', (_, changes, difference) => {
    expect(differences(run('one'), run('other', changes))).toEqual([difference])
  })

  it('is not the same where something is missing', () => {
    const whole = run('one', { 'checkpoints/best/weights.bin': 'x' })
    expect(differences(whole, run('other'))).toEqual(['checkpoints/best/weights.bin is missing'])
  })
})

describe('moments to kill at', () => {
  it('are those of the seed, some anywhere in the run and some while files are written', () => {
    const drawn = drawMoments(seeded(3), 200, 1000)
    expect(drawn).toEqual(drawMoments(seeded(3), 200, 1000))
    const anywhere = drawn.flatMap((moment) => ('after' in moment ? [moment.after] : []))
    expect(anywhere.length).toBeGreaterThan(50)
    expect(anywhere.length).toBeLessThan(150)
    expect(Math.min(...anywhere)).toBeLessThan(100)
    expect(Math.max(...anywhere)).toBeGreaterThan(900)
    expect(Math.max(...anywhere)).toBeLessThan(1000)
  })
})

it('sees what is being written', () => {
  run('one', { 'checkpoints/step-9.new/tensors.safetensors': '', '.run.json.x.partial': '' })
  expect(halfWritten(join(folder, 'one')).toSorted()).toEqual([
    '.run.json.x.partial',
    'checkpoints/step-9.new',
    'checkpoints/step-9.new/tensors.safetensors',
  ])
  expect(halfWritten(join(folder, 'nowhere'))).toEqual([])
})

it('kills a run four times, and finds it as if it had been let be', () => {
  const output = execFileSync(process.execPath, [script, '--kills=4', '--recipes=adam'], { encoding: 'utf8' })
  const last = output.trimEnd().split('\n').at(-1)
  expect(last).toMatch(/^[1-9]\d* passed, 0 failed$/)
  expect(output).toMatch(/^4 kills; \d+ more came before a process had changed anything\.$/m)
})
