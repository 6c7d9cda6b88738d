import { fileURLToPath } from 'node:url'
import { addProjectConfiguration, type Tree } from '@nx/devkit'
import { FsTree } from 'nx/src/generators/tree'
import { beforeEach, describe, expect, it } from 'vitest'
import lossGenerator from '../loss/generator.mjs'
import { namesOf } from '../loss/names.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What is written to it stays in memory. */
let tree: Tree
beforeEach(() => {
  tree = new FsTree(root, false)
})

const textOf = (file: string) => tree.read(`packages/losses/${file}`, 'utf8') ?? ''
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name ?? '')

describe('the generator of losses', () => {
  it('writes a function, a component and a test', async () => {
    await lossGenerator(tree, { name: 'odd-root', source: 'Pearson 1900, doi:10.1080/14786440009463897' })
    const source = textOf('src/odd-root.ts')
    expect(source).toContain('export function oddRootLoss(')
    expect(source).toContain('export const oddRoot = defineLoss({')
    expect(source).toContain("source: 'Pearson 1900, doi:10.1080/14786440009463897',")
    expect(source).toContain("from './parts/softened'")
    expect(textOf('src/odd-root.test.ts')).toContain('testLoss(oddRoot, {')
  })

  it.each(['aardvark', 'oddRoot', 'zebra'])('puts %s into its place', async (name) => {
    await lossGenerator(tree, { name })
    const kebab = namesOf(name).kebab
    const imported = found(textOf('src/losses.ts'), /^import \{ \w+ \} from '\.\/([\w-]+)'$/gm)
    expect(imported).toContain(kebab)
    expect(imported).toEqual(imported.toSorted())
    const items = found(textOf('src/losses.ts'), /^ {2}(\w+),$/gm)
    expect(items.map((item) => namesOf(item).kebab)).toEqual(imported)
    const [, ...exported] = found(textOf('src/index.ts'), /from '\.\/([\w-]+)'$/gm)
    expect(exported).toEqual(imported)
  })

  it.each([
    ['logits', /On logits[^|]*([^]*?)\n\n/],
    ['features', /On feature maps[^|]*([^]*?)\n\n/],
    ['relations', /On the examples of a batch[^|]*([^]*?)\n\n/],
  ] as const)('puts a row into the table of %s', async (level, table) => {
    await lossGenerator(tree, { name: 'oddRoot', level, summary: 'Roots of odd numbers.' })
    const [, rows = ''] = table.exec(textOf('README.md')) ?? []
    const named = found(rows, /^\| `(\w+)`/gm)
    expect(named).toContain('oddRoot')
    expect(named).toEqual(named.toSorted())
    expect(rows).toMatch(
      /\| Roots of odd numbers +\| \[.* \d{4}\]\(https:\/\/arxiv\.org\/abs\/\d{4}\.\d+\) +\|/,
    )
  })

  it.each(['logits', 'features', 'relations'] as const)('explains what it writes for %s', async (level) => {
    await lossGenerator(tree, { name: 'oddRoot', level, source: 'One & Other 2024, arXiv:2401.00001' })
    const source = textOf('src/odd-root.ts')
    expect(source).toContain(' * One & Other 2024, arXiv:2401.00001.\n')
    const [, formula = ''] = /formula: \[\n([^]*?)\n {2}\]/.exec(source) ?? []
    // What fits a terminal, between quotes.
    for (const line of formula.split('\n')) expect(line).toMatch(/^ {4}'.{10,90}',$/)
    expect(source).toMatch(/advice:\n {4}['"]What it is good for/)
  })

  it('writes into another folder of the project', async () => {
    await lossGenerator(tree, { name: 'oddRoot', directory: 'src/new/logits' })
    expect(textOf('src/new/logits/odd-root.ts')).toContain("from '../../parts/softened'")
    expect(textOf('src/index.ts')).not.toContain('oddRoot')
  })

  it('refuses what is there already, and projects without what it builds on', async () => {
    await expect(lossGenerator(tree, { name: 'softTargets' })).rejects.toThrow(/soft-targets\.ts is there/)
    addProjectConfiguration(tree, 'other', { root: 'packages/other' })
    await expect(lossGenerator(tree, { name: 'oddRoot', project: 'other' })).rejects.toThrow(
      /expected packages\/other\/src\/parts\/features\.ts/,
    )
  })
})

describe('names', () => {
  it.each(['reverseKl', 'reverse-kl'])('of %s', (given) => {
    expect(namesOf(given)).toEqual({ name: 'reverseKl', kebab: 'reverse-kl', pascal: 'ReverseKl' })
  })

  it.each(['ReverseKl', 'reverse kl', '2nd', 'a/b', ''])('refuse %j', (given) => {
    expect(() => namesOf(given)).toThrow(/a name such as reverseKl/)
  })

  it('refuse what is the name of something else', () => {
    expect(() => namesOf('losses')).toThrow(/something else/)
  })
})
