import * as data from '@potstill/data'
import * as loggers from '@potstill/loggers'
import * as losses from '@potstill/losses'
import * as schedules from '@potstill/schedules'
import { isPlugin } from '@potstill/spec'
import * as students from '@potstill/students'
import * as teachers from '@potstill/teachers'
import * as trainer from '@potstill/trainer'
import { describe, expect, it } from 'vitest'
import standard from './index'

const parts = Object.values(standard)
  .filter((part): part is readonly { readonly name: string }[] => Array.isArray(part))
  .flat()

describe('standard', () => {
  it('is a plugin', () => {
    expect(isPlugin(standard)).toBe(true)
  })

  it.each(Object.entries({ losses, schedules, teachers, students, data, trainer, loggers }))(
    'has every component that %s exports',
    (_, exports) => {
      const factories = Object.values(exports).filter(
        (value) => typeof value === 'function' && 'make' in value,
      )
      expect(factories.length).toBeGreaterThan(0)
      for (const factory of factories) expect(parts).toContain(factory)
    },
  )

  it('has no name twice within a kind', () => {
    const names = parts.map((part) => `${(part as unknown as { kind: string }).kind} ${part.name}`)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the explanation', () => {
  const { losses = [], temperatures = [], schedules = [] } = standard
  const explained = [...losses, ...temperatures, ...schedules]

  it.each(explained.map((each) => [each.kind, each.name, each] as const))(
    'of the %s %s has a formula that fits a terminal, and advice',
    (_, __, { formula = '', advice = '' }) => {
      const lines = formula.split('\n')
      expect(lines.length).toBeLessThanOrEqual(5)
      for (const line of lines) expect(line).toMatch(/^ *\S.{0,89}$/)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(90)
      // Sentences of one paragraph, which whoever shows it breaks into lines.
      expect(advice).toMatch(/^[^\s][^\n]+ [^\n]+[.]$/)
      expect(advice).not.toMatch(/ {2}|\.[A-Z]/)
    },
  )
})
