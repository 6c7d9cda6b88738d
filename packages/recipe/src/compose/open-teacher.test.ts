import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { definePlugin, defineTeacher, type TeacherBody } from '@potstill/spec'
import { setBackend } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../grammar/parse-recipe'
import { runRecipe } from '../run/run-recipe'
import { oracle } from '../testing/toy-networks'
import { toyRegistry } from '../testing/toy-plugin'
import { staged } from '../testing/toy-recipes'

const events: string[] = []

/** The oracle, written down when it is opened and closed. */
const watched = (name: string, more: Partial<TeacherBody> = {}) =>
  defineTeacher({
    name,
    summary: 'Tells when it is opened and closed.',
    options: z.strictObject({}),
    create: () => {
      const teacher = oracle()
      return {
        ...teacher,
        open: (given) => {
          events.push('open')
          return teacher.open(given)
        },
        close: () => void events.push('close'),
        ...more,
      }
    },
  })

const registry = toyRegistry.with(
  definePlugin({ name: 'watched', teachers: [watched('still'), watched('moving', { afterStep: () => {} })] }),
)
const run = (teacher: string) => {
  events.length = 0
  const overrides = [
    `stages.1.teacher=${teacher}`,
    `stages.2={ name: small, teacher: ${teacher}, objective: [softTargets] }`,
  ]
  const recipe = parseRecipe(staged, { file: 'r', registry, overrides })
  return runRecipe(recipe, { storage: memoryStorage(), timing: false })
}

beforeAll(async () => void (await setBackend('cpu')))

describe('teachers from outside', () => {
  it('are opened once for checks, training and comparison of all stages, and closed at the end', async () => {
    const { rows } = await run('still')
    expect(events).toEqual(['open', 'close'])
    expect(rows.map(({ name, role }) => [name, role])).toEqual([
      ['still', 'teacher'],
      ['big', 'other'],
      ['alone', 'other'],
      ['small', 'student'],
    ])
  })

  it('that follow their student are opened for each stage', async () => {
    const { rows } = await run('moving')
    expect(events).toEqual(['open', 'open', 'close', 'close'])
    expect(rows.map(({ name, role }) => [name, role]).slice(0, 2)).toEqual([
      ['moving', 'other'],
      ['moving', 'teacher'],
    ])
  })
})
