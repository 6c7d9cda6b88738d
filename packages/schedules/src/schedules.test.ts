import { readdirSync, readFileSync } from 'node:fs'
import { definePlugin, optionsJsonSchema } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as everything from './index'
import { schedules } from './schedules'

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts'))
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const exported: Readonly<Record<string, unknown>> = everything

describe('schedules', () => {
  it('fit a plugin', () => {
    expect(definePlugin({ name: 'schedules', schedules }).schedules).toBe(schedules)
  })

  it('hold one schedule for each file, in the order of the alphabet', () => {
    const sources = files.map((file) => file.replace('.ts', '')).filter((file) => !file.includes('.'))
    const named = sources.filter((file) => !['index', 'schedules'].includes(file))
    expect(schedules.map(({ name }) => kebab(name))).toEqual(named.toSorted())
  })

  it.each(schedules.map((schedule) => [schedule.name, schedule] as const))(
    '%s has the shape of every schedule',
    (name, schedule) => {
      expect(exported[name]).toBe(schedule)
      const test = new URL(`${kebab(name)}.test.ts`, import.meta.url)
      expect(readFileSync(test, 'utf8')).toContain(`testSchedule(${name}, {`)
      expect(Object.keys(optionsJsonSchema(schedule).properties ?? {})).not.toEqual([])
    },
  )
})
