import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chapter, contents } from '../lib/component-chapter.mjs'
import { componentDocs } from '../lib/component-docs.mjs'
import { repositoryRoot } from '../lib/workspace.mjs'

describe('documents of components', async () => {
  const documents = await componentDocs()

  it.each(Object.entries(documents))('%s is what its source gives: npm run docs', async (path, text) => {
    expect(await readFile(join(repositoryRoot, path), 'utf8')).toBe(text)
  })

  it('have a chapter where they have a link to one', () => {
    for (const text of Object.values(documents)) {
      const links = [...text.matchAll(/\]\(#(\w+)\)/g)].map(([, link]) => link)
      const chapters = [...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name?.toLowerCase())
      expect(links.toSorted()).toEqual(chapters.toSorted())
      expect(links.length).toBeGreaterThan(10)
    }
  })
})

describe('chapter', () => {
  it('leaves out what a component does not say', () => {
    const bare = { kind: 'loss', name: 'bare', summary: 'Of 1 * 2.', options: [] } as const
    expect(chapter(bare)).toBe('### bare\n\nOf 1 \\* 2.\n\nIt has no options.')
  })

  it('tells all that it says', () => {
    const text = chapter({
      kind: 'loss',
      name: 'full',
      summary: 'Sums.',
      source: 'A 2015, arXiv:1503.02531; B 2017, doi:10.1109/CVPR.2017.754',
      formula: 'a +\nb',
      advice: 'Now and then.',
      options: [
        { name: 'p', type: '1 | 2', required: false, default: [1, 2], meaning: 'One.' },
        { name: 'q', type: 'number', required: true },
        { name: 'r', type: 'text', required: false },
      ],
      needs: ['ids'],
      uses: ['mask'],
      recipe: 'objective: [full]',
    })
    expect(text.split('\n')).toEqual([
      '### full',
      '',
      'Sums. A 2015, [arXiv:1503.02531](https://arxiv.org/abs/1503.02531); B 2017, [doi:10.1109/CVPR.2017.754](https://doi.org/10.1109/CVPR.2017.754).',
      '',
      '```text',
      'a +',
      'b',
      '```',
      '',
      'Now and then.',
      '',
      '| option | takes | default | meaning |',
      '| --- | --- | --- | --- |',
      '| `p` | 1 \\| 2 | `[1, 2]` | One. |',
      '| `q` | number | required |  |',
      '| `r` | text |  |  |',
      '',
      '- needs: `ids`',
      '- uses, where there are any: `mask`',
      '',
      '```yaml',
      'objective: [full]',
      '```',
    ])
  })

  it('tells traits, and which choices make them others', () => {
    const traits = {
      level: 'logits',
      softened: true,
      perExample: true,
      sameClasses: true,
      zeroAtMatch: true,
      temperatureSquared: true,
    } as const
    const variants = [{ option: 'form', value: 'other', traits: { ...traits, zeroAtMatch: false } }]
    const lines = chapter({ kind: 'loss', name: 'x', summary: 'X.', options: [], traits, variants }).split(
      '\n',
    )
    expect(lines).toContain('- at a match: 0 where the student equals the teacher')
    expect(lines.filter((line) => line.startsWith('- with'))).toEqual([
      '- with `form: other`: at a match not 0',
    ])
  })
})

describe('contents', () => {
  it('links to chapters', () => {
    expect(contents([{ name: 'softTargets' }, { name: 'dkd' }])).toBe(
      '[softTargets](#softtargets), [dkd](#dkd)',
    )
  })
})
