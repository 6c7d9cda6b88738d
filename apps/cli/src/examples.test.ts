import { writeIdx } from '@potstill/formats'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, lastLine } from './testing/cli'
import { removeFolder, toyFolder } from './testing/toy-folder'

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** What makes each short; the rest is as it stands. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  'mnist.yaml': [
    'data.mnist.train=256',
    'data.mnist.validation=64',
    'data.mnist.test=100',
    'stages.teacher.data.mnist.train=256',
    'stages.teacher.data.mnist.validation=64',
    'stages.teacher.data.mnist.test=100',
    'stages.teacher.student.mlp.hidden=[32]',
    'training.steps=3',
  ],
  'augmented.yaml': [
    'data.mnist.train=256',
    'data.mnist.validation=64',
    'data.mnist.test=100',
    'stages.teacher.student.mlp.hidden=[32]',
    'training.steps=3',
  ],
  'table.yaml': ['training.steps=3'],
  'two-stages.yaml': ['training.steps=3'],
  // Images of the same form and the same files, so that this needs no data set of 30 MB.
  'fashion-mnist.yaml': [
    'data.fashionMnist.path=CLOTHES',
    'data.fashionMnist.train=192',
    'data.fashionMnist.validation=64',
    'training.steps=2',
  ],
}

let folder: string

beforeAll(async () => {
  const images = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => (i * 31) % 251)
  const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10)
  const files = (split: string, count: number) => ({
    [`clothes/${split}-images-idx3-ubyte`]: writeIdx({ shape: [count, 28, 28], data: images(count) }),
    [`clothes/${split}-labels-idx1-ubyte`]: writeIdx({ shape: [count], data: labels(count) }),
  })
  folder = await toyFolder({ ...files('train', 256), ...files('t10k', 32) })
})
afterAll(() => removeFolder(folder))

describe('the examples', () => {
  it('are all in their README, and all run here', async () => {
    const recipes = (await readdir(examples)).filter((name) => name.endsWith('.yaml'))
    expect(Object.keys(shorter).toSorted()).toEqual(recipes.toSorted())
    const readme = await readFile(`${examples}README.md`, 'utf8')
    for (const name of recipes) expect(readme).toContain(`| [\`${name}\`](${name})`)
  })

  it.each(Object.entries(shorter))(
    '%s runs, and compares teacher, baseline and student',
    async (name, changes) => {
      const overrides = changes.map((change) => change.replace('CLOTHES', `${folder}/clothes`))
      const ended = await cli(['run', `${examples}${name}`, ...overrides, '--json'], { cwd: folder })
      expect(ended.code, ended.stderr).toBe(0)
      const network = { testAccuracy: expect.any(Number) as number }
      expect(lastLine(ended)).toMatchObject({ teacher: network, baseline: network, student: network })
    },
  )
})
