import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { here } from '../testing/here'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { pluginWithLoss } from '../testing/toy-plugin'

let folder: string

beforeAll(async () => {
  folder = await toyFolder({ 'odd.mjs': pluginWithLoss({}) })
})
afterAll(() => removeFolder(folder))

describe('potstill schema', () => {
  it('prints a JSON Schema that knows recipes and their components', async () => {
    const { code, stdout, stderr } = await here(['schema'])
    expect([code, stderr]).toEqual([0, ''])
    const schema = JSON.parse(stdout) as { $schema: string; properties: object }
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['name', 'data', 'student', 'objective', 'optimizer', 'training', 'stages']),
    )
    for (const name of ['softTargets', 'lenet5', 'fashionMnist', 'adamw', 'cosine'])
      expect(stdout).toContain(`"${name}"`)
  })

  it('knows the components of plugins, where it is told of them', async () => {
    expect((await here(['schema'])).stdout).not.toContain('"odd"')
    expect((await here(['schema', '--plugin', `${folder}/odd.mjs`])).stdout).toContain('"odd"')
  })
})
