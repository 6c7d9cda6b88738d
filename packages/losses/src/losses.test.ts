import { readdirSync, readFileSync } from 'node:fs'
import { definePlugin, optionsJsonSchema } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as everything from './index'
import { createLoss, losses } from './losses'

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts'))
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const exported: Readonly<Record<string, unknown>> = everything

describe('losses', () => {
  it('fit a plugin', () => {
    expect(definePlugin({ name: 'losses', losses }).losses).toBe(losses)
  })

  it('are made by name', () => {
    expect(createLoss('dkd', { beta: 2 })).toMatchObject({ kind: 'loss', name: 'dkd' })
    expect(() => createLoss('dkd', { bta: 2 })).toThrow(/bta/)
    expect(() => createLoss('dkt')).toThrow(/did you mean dkd\?/)
  })

  it('hold one loss for each file, in the order of the alphabet', () => {
    const sources = files.map((file) => file.replace('.ts', '')).filter((file) => !file.includes('.'))
    const named = sources.filter((file) => !['index', 'losses'].includes(file))
    expect(losses.map(({ name }) => kebab(name))).toEqual(named.toSorted())
  })

  it.each(losses.map((loss) => [loss.name, loss] as const))(
    '%s has the shape of every loss',
    (name, loss) => {
      expect(exported[name]).toBe(loss)
      expect(exported[`${name}Loss`]).toBeTypeOf('function')
      const test = new URL(`${kebab(name)}.test.ts`, import.meta.url)
      expect(readFileSync(test, 'utf8')).toContain(`testLoss(${name}, {`)
      expect(loss.source).toMatch(/\d{4}, (arXiv|doi):/)
      const { properties, required = [] } = optionsJsonSchema(loss)
      for (const [option, described] of Object.entries(properties as Record<string, object>)) {
        expect(described).toHaveProperty('description', expect.any(String))
        // What has no default is a choice that nobody makes by leaving it out.
        expect('default' in described).toBe(!(required as readonly string[]).includes(option))
      }
    },
  )
})
