import { describe, expect, it } from 'vitest'
import { definePlugin } from '@potstill/spec'
import { createRegistry } from '../registry'
import { errorOf } from '../testing/caught'
import { messagesAfter, parse, type Mistake } from '../testing/mistakes'
import { augment } from '../testing/toy-additions'
import { toys } from '../testing/toy-plugin'
import { distilled, furnished, staged } from '../testing/toy-recipes'
import { parseRecipe } from './parse-recipe'

const augmentOf = (text: string) => parse(text).stages[0]!.augment

describe('augment', () => {
  it('is a list, or a list and how it is used', () => {
    const list = augmentOf(distilled.replace('teacher:', 'augment: [shift, { shift: { by: 3 } }]\nteacher:'))
    expect(list?.of.map(({ name, options }) => [name, options])).toEqual([
      ['shift', { by: 1 }],
      ['shift', { by: 3 }],
    ])
    expect(list).not.toHaveProperty('views')
    expect(list?.augment).toBe(augment)
    expect(augmentOf(furnished)).toMatchObject({ of: [{}, {}], views: 2, teacher: 'clean' })
  })

  it('is overridden as a whole by a stage, and by null', () => {
    const text = staged
      .replace('data:', 'augment: [shift]\ndata:')
      .replace('{ name: alone }', '{ name: alone, augment: null }')
      .replace('    teacher: {', '    augment: { of: [shift], views: 0 }\n    teacher: {')
    expect(parse(text).stages.map((stage) => stage.augment?.views ?? stage.augment?.of.length)).toEqual([
      1,
      undefined,
      0,
    ])
  })

  it.each<Mistake>([
    [
      'unknown augmentation',
      'teacher: oracle',
      'augment: [shfit]\nteacher: oracle',
      '3:11 augment[0]: expected an augmentation: shift, turn; got "shfit". Did you mean "shift"?',
    ],
    [
      'option of an augmentation',
      'teacher: oracle',
      'augment: [{ shift: { to: 1 } }]\nteacher: oracle',
      '3:22 augment[0].shift.to: expected one of the options by; got "to".',
    ],
    [
      'augmentation outside of a list',
      'teacher: oracle',
      'augment: shift\nteacher: oracle',
      '3:10 augment: expected a list of augmentations, or { of: list, views, teacher }; got "shift".',
    ],
    [
      'empty list',
      'teacher: oracle',
      'augment: []\nteacher: oracle',
      '3:10 augment: expected a list of augmentations; got an empty list.',
    ],
    [
      'another key',
      'teacher: oracle',
      'augment: { of: [shift], view: 2 }\nteacher: oracle',
      '3:25 augment.view: expected one of the keys of, views, teacher; got "view". Did you mean "views"?',
    ],
    [
      'no list',
      'teacher: oracle',
      'augment: { views: 2 }\nteacher: oracle',
      '3:10 augment.of: expected a list of augmentations; got nothing. Add "of: …".',
    ],
    [
      'half a view',
      'teacher: oracle',
      'augment: { of: [shift], views: 0.5 }\nteacher: oracle',
      '3:32 augment.views: expected how many further views of each example, 0 or more; got 0.5.',
    ],
    [
      'another word for what the teacher sees',
      'teacher: oracle',
      'augment: { of: [shift], teacher: claen }\nteacher: oracle',
      '3:34 augment.teacher: expected what the teacher sees: same, clean, own; got "claen". Did you mean "clean"?',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messagesAfter(from, to)).toEqual([`recipe.yaml:${message}`])
  })

  it('tells a mistake in what every stage overrides', () => {
    const text = staged
      .replace('data:', 'augment: [shfit]\ndata:')
      .replaceAll('- { name:', '- { augment: [shift], name:')
      .replace('    teacher: {', '    augment: [shift]\n    teacher: {')
    expect(errorOf(() => parse(text)).message).toBe(
      'recipe.yaml:2:11 augment[0]: expected an augmentation: shift, turn; got "shfit". Did you mean "shift"?',
    )
  })

  it('needs a plugin that says how to augment; the last that does decides', () => {
    const { augment: _, ...without } = toys
    const text = distilled.replace('teacher:', 'augment: [shift]\nteacher:')
    const read = (...plugins: Parameters<typeof createRegistry>[0] & object) =>
      parseRecipe(text, { file: 'recipe.yaml', registry: createRegistry(plugins) })
    expect(errorOf(() => read(without)).message).toBe(
      'recipe.yaml:3:10 augment: expected no augmentations, since no plugin says how to apply them; got shift. Add a plugin that brings augment.',
    )
    const other: typeof augment = (data) => data
    const plugin = definePlugin({ name: 'other', augment: other })
    expect(read(toys, plugin).stages[0]!.augment?.augment).toBe(other)
    expect(read(plugin, toys).stages[0]!.augment?.augment).toBe(augment)
  })
})
