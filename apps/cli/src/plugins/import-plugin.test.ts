import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, toyFolder } from '../testing/toy-folder'
import { importPlugin } from './import-plugin'

let folder: string

const manifest = (exports: unknown) =>
  JSON.stringify({ name: 'x', version: '1.0.0', type: 'module', exports })

beforeAll(async () => {
  folder = await toyFolder({
    'near.mjs': `export default 'near'`,
    'sub/node_modules/for-import/package.json': manifest({ '.': { import: './own.js' } }),
    'sub/node_modules/for-import/own.js': `export default 'for import alone'`,
    'sub/node_modules/in-parts/package.json': manifest({ './part': { node: { import: './own.js' } } }),
    'sub/node_modules/in-parts/own.js': `export default 'a part'`,
    'sub/node_modules/@scope/plain/package.json': manifest('./own.js'),
    'sub/node_modules/@scope/plain/own.js': `export default 'of a scope'`,
  })
})
afterAll(() => removeFolder(folder))

const imported = async (specifier: string) => {
  const module = (await importPlugin(specifier, join(folder, 'sub/recipe.yaml'))) as { default: unknown }
  return module.default
}

describe('importPlugin', () => {
  it.each([
    ['../near.mjs', 'near'],
    ['for-import', 'for import alone'],
    ['in-parts/part', 'a part'],
    ['@scope/plain', 'of a scope'],
  ])('imports %s, seen from the file that names it', async (specifier, expected) => {
    expect(await imported(specifier)).toBe(expected)
  })

  it('imports a path from anywhere', async () => {
    expect(await imported(join(folder, 'near.mjs'))).toBe('near')
  })

  it('finds packages that are installed beside this program', async () => {
    expect(await imported('@potstill/standard')).toMatchObject({ name: expect.any(String) as string })
  })

  it.each([
    ['./near.mjs', /^there is no file .*sub\/near\.mjs$/],
    ['for-import-not', /^there is no package for-import-not for .*sub$/],
    ['in-parts', /^there is no package in-parts for /],
  ])('says of %s that there is none', async (specifier, message) => {
    await expect(imported(specifier)).rejects.toThrow(message)
  })
})
