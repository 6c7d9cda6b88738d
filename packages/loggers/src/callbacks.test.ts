import { readdirSync } from 'node:fs'
import { definePlugin, optionsJsonSchema } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as everything from './index'
import { callbacks } from './callbacks'

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts'))
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const exported: Readonly<Record<string, unknown>> = everything

describe('callbacks', () => {
  it('fit a plugin', () => {
    expect(definePlugin({ name: 'callbacks', callbacks }).callbacks).toBe(callbacks)
  })

  it('hold one callback for each file, in the order of the alphabet', () => {
    const sources = files.map((file) => file.replace('.ts', '')).filter((file) => !file.includes('.'))
    const named = sources.filter((file) => !['index', 'callbacks'].includes(file))
    expect(callbacks.map(({ name }) => kebab(name))).toEqual(named.toSorted())
  })

  it.each(callbacks.map((callback) => [callback.name, callback] as const))(
    '%s has the shape of every callback',
    (name, callback) => {
      expect(exported[name]).toBe(callback)
      expect(files).toContain(`${kebab(name)}.test.ts`)
      const described = Object.values(optionsJsonSchema(callback).properties ?? {})
      expect(described.length).toBeGreaterThan(0)
      expect(described.every((option) => typeof option.description === 'string')).toBe(true)
    },
  )
})
