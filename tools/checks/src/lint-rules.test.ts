import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../lib/workspace.mjs'

/** What the linter says of a text that stands in the place of a file which exists: rules with types need that. */
const eslint = new ESLint({ cwd: repositoryRoot })

async function lint(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(repositoryRoot, file) })
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'not parsed'}: ${message}`)
}

const boundaries = '@nx/enforce-module-boundaries'
const imports = 'no-restricted-imports'

describe('arrows between packages', () => {
  it.each([
    ['component → component', 'losses', '@potstill/schedules'],
    ['component → recipe', 'trainer', '@potstill/recipe'],
    ['component → component by a subpath', 'trainer', '@potstill/students/layers'],
    ['spec → component', 'spec', '@potstill/losses'],
    ['spec → leaf', 'spec', '@potstill/formats'],
    ['leaf → component', 'formats', '@potstill/data'],
    ['standard → leaf', 'standard', '@potstill/formats'],
    ['standard → recipe', 'standard', '@potstill/recipe'],
    ['recipe → standard', 'recipe', '@potstill/standard'],
  ])('refuses %s', async (_, from, to) => {
    const problems = await lint(`packages/${from}/src/index.ts`, `export * from '${to}'\n`)
    expect(problems).toContainEqual(
      expect.stringMatching(`^${boundaries}: (A project tagged with "layer:|Circular dependency)`),
    )
  })

  it.each(['losses', 'schedules', 'teachers', 'students', 'data'])('refuses recipe → %s', async (to) => {
    const problems = await lint('packages/recipe/src/index.ts', `export * from '@potstill/${to}'\n`)
    expect(problems).toContainEqual(expect.stringMatching(`^${imports}: .*by their registry only`))
  })

  it('refuses a relative path into another package', async () => {
    const problems = await lint('packages/losses/src/index.ts', `export * from '../../schedules/src/index'\n`)
    expect(problems).toContainEqual(expect.stringMatching(`^${boundaries}: `))
  })

  it('leaves the tests of a package to its package.json', async () => {
    expect(
      await lint('packages/standard/src/standard.test.ts', `export * from '@potstill/formats'\n`),
    ).toEqual([])
  })

  it.each([
    ['component → spec', 'losses', '@potstill/spec'],
    ['component → leaf', 'data', '@potstill/formats'],
    ['recipe → trainer', 'recipe', '@potstill/trainer'],
    ['recipe → evaluation', 'recipe', '@potstill/evaluation'],
    ['standard → component', 'standard', '@potstill/losses'],
  ])('allows %s', async (_, from, to) => {
    expect(await lint(`packages/${from}/src/index.ts`, `export * from '${to}'\n`)).toEqual([])
  })
})

describe('main entries stay free of Node', () => {
  it.each([
    `export * from 'node:fs'`,
    `export * from 'path'`,
    `export { readFile } from 'fs/promises'`,
    `export * from './node'`,
    `export * from '../node/files'`,
    `export * from '@potstill/formats/node'`,
  ])('refuses %s', async (text) => {
    const problems = await lint('packages/data/src/index.ts', `${text}\n`)
    expect(problems).toContainEqual(expect.stringMatching(`^${imports}: `))
  })

  it('refuses a dynamic import, and what only Node has', async () => {
    const text = `export const later = () => import('node:fs')\nexport const here = process.cwd() + String(Buffer)\n`
    const rules = (await lint('packages/data/src/index.ts', text)).map((line) => line.split(':')[0])
    expect(rules).toEqual(['no-restricted-syntax', 'no-restricted-globals', 'no-restricted-globals'])
  })

  it.each(['packages/formats/src/node.ts', 'apps/cli/src/index.ts'])('leaves %s alone', async (file) => {
    expect(await lint(file, `export * from 'node:fs'\n`)).toEqual([])
  })
})

describe('the price of an import', () => {
  it('refuses the object z of zod, and takes the namespace', async () => {
    const text = (clause: string) => `import ${clause} from 'zod'\nexport const schema = z.string()\n`
    const named = await lint('packages/losses/src/index.ts', text('{ z }'))
    expect(named).toEqual([expect.stringMatching(/^no-restricted-syntax: Write `import \* as z/)])
    expect(await lint('packages/losses/src/index.ts', text('* as z'))).toEqual([])
  })

  it('refuses the union package of TensorFlow.js', async () => {
    const problems = await lint('packages/losses/src/index.ts', `export * from '@tensorflow/tfjs'\n`)
    expect(problems).toContainEqual(expect.stringMatching(`^${imports}: .*300 MB`))
  })
})

describe('rules with types', () => {
  it.each([
    ['a promise that nobody waits for', 'no-floating-promises', `Promise.resolve(1)`],
    ['any', 'no-explicit-any', `export const value: any = 1`],
    ['what comes out of any', 'no-unsafe-assignment', `export const value = JSON.parse('1')`],
  ])('refuse %s', async (_, rule, text) => {
    const problems = await lint('packages/spec/src/index.ts', `${text}\n`)
    expect(problems).toContainEqual(expect.stringContaining(`@typescript-eslint/${rule}: `))
  })
})
