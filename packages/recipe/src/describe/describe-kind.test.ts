import { describe, expect, it } from 'vitest'
import { stageKeys } from '../grammar/keys'
import { componentKinds } from '../registry'
import { describeKind } from './describe-kind'

describe('describeKind', () => {
  it.each(componentKinds)('tells of %s in sentences, and fits a terminal', (kind) => {
    const { title, paragraphs, formula = '', recipe = '' } = describeKind(kind)
    expect(title).toMatch(/^[A-Z][a-z]+$/)
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^[A-Z][^\n]+\.$/)
    for (const line of formula.split('\n')) expect(line.length).toBeLessThanOrEqual(90)
    const keys = [...recipe.matchAll(/^(\w+):/gm)].map(([, key]) => key)
    expect(stageKeys).toEqual(expect.arrayContaining(keys))
  })

  it('has a title for each of its own', () => {
    expect(new Set(componentKinds.map((kind) => describeKind(kind).title)).size).toBe(componentKinds.length)
  })
})
