import { memoryStorage } from '@potstill/formats'
import { definePlugin } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import type { ImportPlugin } from './load-plugin'
import { loadRecipe } from './load-recipe'
import { createRegistry } from './registry'
import { rejectionOf } from './testing/caught'
import { crossEntropy } from './testing/toy-losses'
import { toyRegistry, toys } from './testing/toy-plugin'
import { distilled } from './testing/toy-recipes'

const withPlugin = distilled.replace('data:', 'plugins: [./toys.mjs]\ndata:')
const storage = memoryStorage({ 'a/recipe.yaml': withPlugin, 'plain.yaml': distilled })
const load = (importPlugin?: ImportPlugin, registry = createRegistry()) =>
  loadRecipe('a/recipe.yaml', { storage, registry, ...(importPlugin && { importPlugin }) })

describe('loadRecipe', () => {
  it('loads plugins before it reads what they make known', async () => {
    const asked: unknown[] = []
    const recipe = await load(async (...given) => {
      asked.push(given)
      return { default: toys }
    })
    expect(asked).toEqual([['./toys.mjs', 'a/recipe.yaml']])
    expect(recipe.plugins).toEqual(['./toys.mjs'])
    expect(recipe.stages[0]!.student.name).toBe('tiny')
  })

  it.each([
    ['the plugin itself', toys],
    ['a CommonJS module inside a module', { default: { default: toys } }],
  ])('takes %s', async (_, module) => {
    expect((await load(async () => module)).name).toBe('distilled')
  })

  it('needs nothing to import with where there are no plugins', async () => {
    expect((await loadRecipe('plain.yaml', { storage, registry: toyRegistry })).name).toBe('distilled')
  })

  it('reads plugins of the command line', async () => {
    const recipe = await loadRecipe('plain.yaml', {
      storage,
      registry: createRegistry(),
      overrides: ['plugins=[toys]'],
      importPlugin: async () => toys,
    })
    expect(recipe.plugins).toEqual(['toys'])
  })

  const where = 'a/recipe.yaml:2:11 plugins[0]:'
  it.each([
    [
      'a plugin where none can be imported',
      undefined,
      `${where} expected a recipe without plugins, which cannot be loaded here; got "./toys.mjs". Take the plugin away.`,
    ],
    [
      'a module that cannot be imported',
      () => Promise.reject(new Error('not there')),
      `${where} expected a plugin that can be imported; got "./toys.mjs": not there. Correct the path, or install the package.`,
    ],
    [
      'a module without a default export',
      async () => ({ toys }),
      `${where} expected a module whose default export is a plugin; got "./toys.mjs", which has none. Write export default definePlugin({ name, … }), with definePlugin of '@potstill/spec'.`,
    ],
    [
      'a default export that is no plugin',
      async () => ({ default: 3 }),
      `${where} expected a module whose default export is a plugin; got "./toys.mjs", whose default export is of type number. Write export default definePlugin({ name, … }), with definePlugin of '@potstill/spec'.`,
    ],
    [
      'a plugin whose names are taken',
      async () => ({ default: definePlugin({ name: 'mine', losses: [crossEntropy] }) }),
      `${where} expected one loss of the name "crossEntropy"; got one in the plugin "toys" and one in the plugin "mine". Rename one of them, or leave one plugin out.`,
    ],
  ])('refuses %s', async (_, importPlugin, message) => {
    expect((await rejectionOf(load(importPlugin, toyRegistry))).message).toBe(message)
  })

  it('tells a file that is not there', async () => {
    const error = await rejectionOf(loadRecipe('b.yaml', { storage, registry: toyRegistry }))
    expect(error.code).toBe('storage/not-found')
  })
})
