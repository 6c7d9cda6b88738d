import { definePlugin, optionsJsonSchema } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { dataSources } from './index'
import * as everything from './index'

describe('dataSources', () => {
  it('holds every source that the package exports', () => {
    const sources = Object.values(everything).filter(
      (value) => typeof value === 'function' && 'kind' in value && value.kind === 'dataSource',
    )
    expect(sources.length).toBeGreaterThan(0)
    expect(new Set(dataSources)).toEqual(new Set(sources))
    expect(definePlugin({ name: 'p', dataSources }).dataSources).toBe(dataSources)
  })

  it.each(dataSources.map((source) => [source.name, source] as const))(
    'describes every option of %s',
    (_, source) => {
      const { properties } = optionsJsonSchema(source) as {
        properties: Record<string, { description?: string }>
      }
      expect(Object.keys(properties)).toContain('train')
      for (const [name, { description }] of Object.entries(properties))
        expect(description, name).toMatch(/\.$/)
    },
  )
})
