import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from './testing/cli'
import { here } from './testing/here'
import { removeFolder, toyFolder } from './testing/toy-folder'
import { pointsCsv } from './testing/toy-recipes'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!)

let folder: string

beforeAll(async () => {
  const words = pointsCsv(200, (_, [x, y, label]) => [x!, y!, label === '1' ? 'above' : 'below'])
  folder = await toyFolder({
    'points.csv': words.replace('label', 'side'),
    'first.yaml': blocks('yaml')[0]!,
  })
})
afterAll(() => removeFolder(folder))

describe('the README', () => {
  it('has a line for each command, and no other', async () => {
    const { stdout } = await here(['--help'])
    const commands = [...stdout.matchAll(/^ {2}(\w+) \[(?:options)\]/gm)].map(([, name]) => name)
    expect(commands).toHaveLength(8)
    const lines = [...readme.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
    expect(lines.toSorted()).toEqual(commands.toSorted())
  })

  it('has a first recipe that runs, with its overrides, and a result of the keys that it shows', async () => {
    const overrides = ['training.epochs=5', 'student.mlp.hidden=[8]', 'stages.teacher.training.seed=2']
    for (const override of overrides) expect(blocks('sh').join('\n')).toContain(override)
    const ended = await cli(['run', 'first.yaml', ...overrides, '--json'], { cwd: folder })
    expect(ended.code, ended.stderr).toBe(0)
    const shown = JSON.parse(blocks('json')[0]!) as Record<string, object>
    const result = lastLine(ended) as Record<string, object>
    expect(result['run']).toBe(join(folder, 'runs/first-1'))
    const keys = ({ teacher, baseline, student, ...rest }: Record<string, object>) =>
      [rest, teacher, baseline, student].map((part) => Object.keys(part!))
    expect(keys(result)).toEqual(keys(shown))
  })

  it('writes sizes as they are', async () => {
    const ended = await cli(['run', 'first.yaml', 'training.steps=1', '--json'], { cwd: folder })
    const { teacher, student } = JSON.parse(blocks('json')[0]!) as Record<string, { parameters: number }>
    expect(lastLine(ended)).toMatchObject({
      teacher: { parameters: teacher!.parameters },
      student: { parameters: student!.parameters },
    })
  })
})
