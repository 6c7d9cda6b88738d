import { describe, expect, it } from 'vitest'
import { grammar } from '../grammar.mjs'
import { manifest, withFiles } from './testing/toy-workspace'

async function problems(files: Readonly<Record<string, string>>): Promise<string[]> {
  const tool = { 'tools/toy/package.json': manifest('@potstill/toy', 'tool', { private: true }) }
  return (await withFiles({ ...tool, ...files }, grammar)).problems
}

const code = 'export function twice(x: number) {\n  return 2 * x\n}\n'

describe('grammar', () => {
  it('accepts a source file with its test', async () => {
    const found = await problems({
      'tools/toy/src/twice.ts': code,
      'tools/toy/src/twice.test.ts': `import { twice } from './twice'\n`,
    })
    expect(found).toEqual([])
  })

  it('refuses code that no test reaches, and leaves types alone', async () => {
    const found = await problems({
      'tools/toy/src/twice.ts': code,
      'tools/toy/src/shape.ts': 'export interface Shape {\n  readonly twice: (x: number) => number\n}\n',
    })
    expect(found).toEqual(['tools/toy/src/twice.ts: no test reaches it; write twice.test.ts beside it'])
  })

  it('counts what a test imports through an index by name, not all that the index gathers', async () => {
    const found = await problems({
      'tools/toy/src/index.ts': `export { twice } from './twice'\nexport { thrice } from './thrice'\n`,
      'tools/toy/src/twice.ts': `import { half } from './half'\n${code}`,
      'tools/toy/src/half.ts': code.replace('twice', 'half'),
      'tools/toy/src/thrice.ts': code.replace('twice', 'thrice'),
      'tools/toy/src/all.test.ts': `import { twice } from './index'\n`,
    })
    expect(found).toEqual(['tools/toy/src/thrice.ts: no test reaches it; write thrice.test.ts beside it'])
  })

  it('refuses long files and names that say nothing', async () => {
    const found = await problems({ 'tools/toy/src/utils.ts': 'export const one = 1\n'.repeat(301) })
    expect(found).toEqual([
      expect.stringContaining('utils.ts: 301 lines'),
      expect.stringContaining('utils.ts: a name that says nothing'),
    ])
  })

  it.each([
    ['unfinished work', `// ${'TO'}${'DO'}: later`],
    ['one test alone', `${'it'}.only('works', () => {})`],
    ['a skip without a reason', `${'it'}.skip('works', () => {})`],
    ['a path of one machine', `const file = '/${'home'}/me/teacher.json'`],
  ])('refuses %s', async (_, line) => {
    expect(await problems({ 'docs/page.md': `text\n${line}\n` })).toEqual([
      expect.stringContaining('docs/page.md:2: '),
    ])
  })

  it('accepts a skip that says why', async () => {
    const line = `${'it'}.skipIf(!existsSync('/dev/full'))('reports', run) // only where the system has it`
    expect(await problems({ 'docs/page.md': line })).toEqual([])
  })

  it('wants the files and the table row of a published package', async () => {
    const found = (
      await withFiles(
        { 'packages/toy/package.json': manifest('@potstill/toy', 'leaf'), 'packages/toy/LICENSE': 'MIT' },
        grammar,
      )
    ).problems
    expect(found).toContain('packages/toy: has no README.md')
    expect(found).not.toContain('packages/toy: has no LICENSE')
    expect(found).toContain(`packages/toy: README.md's table has no row that links to it`)
  })
})
